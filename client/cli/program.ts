import { Command, CommanderError } from 'commander';
import { ApiProblem, isProblem } from '../api-client.ts';
import { bindWith } from './command.ts';
import { addAccountCommands } from './commands/account.ts';
import { addCameraCommands } from './commands/cameras.ts';
import { addCampaignCommands } from './commands/campaigns.ts';
import { addClipCommands } from './commands/clips.ts';
import { addConsentCommands } from './commands/consent.ts';
import { addEvidenceCommands } from './commands/evidence.ts';
import { addQueueCommands } from './commands/queues.ts';
import { addRetentionCommands } from './commands/retention.ts';
import { addReviewCommands } from './commands/review.ts';
import { addRewardCommands } from './commands/rewards.ts';
import { addUploadCommand } from './commands/upload.ts';
import { plain } from './table.ts';
import { UsageFailure, type Terminal } from './terminal.ts';

/** Done, or shown what was asked for. */
const exitDone = 0;
/** Understood and refused: by the service, by storage, by a verification. */
const exitRefused = 1;
/** The command line itself is wrong, or what it was given to read or to send. */
const exitUsage = 2;

/** Runs one command line (without the program's own name) and gives its exit code. */
export const runProgram = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  let exitCode = exitDone;
  const program = buildProgram(terminal, () => {
    exitCode = exitRefused;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitDone;
      // Commander has told a person already; whoever reads JSON gets its document all the same.
      if (args.includes('--json')) writeProblem(usageProblem(error), terminal);
      return exitUsage;
    }
    // Whatever breaks off at Ctrl-C says so in its own words; the person's reason is plainer.
    const reason: unknown = terminal.signal.aborted ? terminal.signal.reason : error;
    tell(reason, terminal, args.includes('--json'));
    return isUsage(reason) ? exitUsage : exitRefused;
  }
};

/** What the service cannot read was given to it wrong. */
const isUsage = (error: unknown): boolean =>
  error instanceof UsageFailure || isProblem(error, 'invalid-request');

const buildProgram = (terminal: Terminal, fail: () => void): Command => {
  const program = new Command('clipledger')
    .description('Give clips, review them, and check what happened to them.')
    .option('--as <role or address>', 'ask as this account of the connection file')
    .option('--json', 'print one JSON document')
    .option('--connection <file>', 'which deployment (default: .local/connection.json)')
    .addHelpText(
      'after',
      '\nCLIPLEDGER_API and CLIPLEDGER_TOKEN (an access token) replace the connection file.\n' +
        'Exit codes: 0 done; 1 refused, stopped, or proves nothing; 2 the command line is wrong, ' +
        'or what\nit was given to read.',
    );
  const bind = bindWith(terminal, fail);
  addAccountCommands(program, bind);
  addCampaignCommands(program, bind);
  addConsentCommands(program, bind);
  addCameraCommands(program, bind);
  addUploadCommand(program, bind);
  addClipCommands(program, bind);
  addRewardCommands(program, bind);
  addEvidenceCommands(program, bind);
  addReviewCommands(program, bind);
  addRetentionCommands(program, bind);
  addQueueCommands(program, bind);
  settle(program, terminal);
  return program;
};

/** Subcommands inherit neither: every one throws instead of exiting and writes to our terminal. */
const settle = (command: Command, terminal: Terminal): void => {
  command
    .exitOverride()
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.note })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for what it takes)');
  for (const subcommand of command.commands) settle(subcommand, terminal);
};

const tell = (error: unknown, terminal: Terminal, asJson: boolean): void => {
  const sentence = sentenceOf(error, terminal);
  const issues = error instanceof ApiProblem ? error.issues : [];
  if (asJson) {
    const own = { code: isUsage(error) ? 'usage' : 'failed', status: 0, facts: {} };
    const { code, status, facts } = error instanceof ApiProblem ? error : own;
    const told = Object.keys(facts).length === 0 ? {} : { facts };
    writeProblem({ code, status, detail: sentence, issues, ...told }, terminal);
  }
  const lines = [sentence, ...issues.map(({ where, what }) => `  ${where}: ${what}`)];
  terminal.note(`${lines.map(plain).join('\n')}\n`);
};

const writeProblem = (problem: object, terminal: Terminal): void =>
  terminal.write(`${JSON.stringify({ problem }, undefined, 2)}\n`);

const usageProblem = ({ code, message }: CommanderError): object => ({
  code: 'usage',
  status: 0,
  // Without a command its message is a name of its own for "the help was shown".
  detail: code === 'commander.help' ? 'Name a command; --help lists them.' : plainUsage(message),
  issues: [],
});

const plainUsage = (message: string): string =>
  plain(message.replace(/^error: /, '').replace(/\n.*$/s, ''));

/** The error's own sentence, and how to sign in again where that is what it asks for. */
const sentenceOf = (error: unknown, { environment }: Terminal): string => {
  const sentence = error instanceof Error ? error.message : String(error);
  // Status 400 is a refused password, which the sentence names.
  if (!isProblem(error, 'not-signed-in') || error.status === 400) return sentence;
  const how =
    environment['CLIPLEDGER_TOKEN'] === undefined
      ? 'Run "clipledger login" with the same --as.'
      : 'CLIPLEDGER_TOKEN needs a new access token.';
  return `${sentence} ${how}`;
};
