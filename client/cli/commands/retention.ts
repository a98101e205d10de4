import { Argument, type Command } from 'commander';
import type { ApiSchemas } from '../../api-client.ts';
import { recordClasses } from '../../generated/choices.ts';
import { argumentAt, integerArgument, type Bind } from '../command.ts';
import { table } from '../table.ts';
import { durationWords, timeWords } from '../words.ts';

interface SetOptions {
  readonly seconds: number;
  readonly basis: string;
}

/** A hundred years: what the API takes at most. */
const maxRetentionSeconds = 3_153_600_000;

/** `retention show`, `retention set`. */
export const addRetentionCommands = (program: Command, bind: Bind): void => {
  const retention = program
    .command('retention')
    .description('how long each class of record is kept, and why');
  bind(
    retention.command('show', { isDefault: true }).description('the schedule in force'),
    'nobody',
    async ({ api }) => {
      const document = await (await api()).getRetentionSchedule();
      return { document, text: scheduleTable(document) };
    },
  );
  bind<SetOptions>(
    retention
      .command('set')
      .description('change one class (compliance); what was due before stays due')
      .addArgument(new Argument('<class>', 'record class').choices(recordClasses))
      .requiredOption(
        '--seconds <n>',
        'how long it is kept',
        integerArgument(0, maxRetentionSeconds),
      )
      .requiredOption('--basis <text>', 'on what ground, for the public schedule'),
    'compliance',
    async ({ api, args, options }) => {
      const document = await (
        await api()
      ).putRetentionRule({
        recordClass: argumentAt(args, 0) as (typeof recordClasses)[number],
        body: { retentionSeconds: options.seconds, legalBasis: options.basis },
      });
      return { document, text: scheduleTable(document) };
    },
  );
};

const scheduleTable = (schedule: ApiSchemas['RetentionSchedule']): string => {
  const rows = schedule.rules.map((rule) => [
    rule.recordClass,
    durationWords(rule.retentionSeconds),
    rule.legalBasis,
  ]);
  const since = timeWords(schedule.effectiveAt);
  const head = `Version ${schedule.version}, in force since ${since}.\n\n`;
  return head + table(['class', 'kept', 'because'], rows);
};
