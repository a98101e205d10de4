import { Command, CommanderError } from 'commander';
import { ApiProblem } from '../api-client.ts';
import { bindWith } from './command.ts';
import { addAccountCommands } from './commands/account.ts';
import { addCampaignCommands } from './commands/campaigns.ts';
import { addClipCommands } from './commands/clips.ts';
import { addEvidenceCommands } from './commands/evidence.ts';
import { addRetentionCommands } from './commands/retention.ts';
import { addReviewCommands } from './commands/review.ts';
import { addRewardCommands } from './commands/rewards.ts';
import { addUploadCommand } from './commands/upload.ts';
import { plain } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Done, or shown what was asked for. */
const exitDone = 0;
/** Understood and refused: by the service, by storage, by a verification. */
const exitRefused = 1;
/** The command line itself is wrong. */
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
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitDone : exitUsage;
    // Whatever breaks off at Ctrl-C says so in its own words; the person's reason is plainer.
    const reason: unknown = terminal.signal.aborted ? terminal.signal.reason : error;
    tell(reason, terminal, args.includes('--json'));
    return exitRefused;
  }
};

const buildProgram = (terminal: Terminal, fail: () => void): Command => {
  const program = new Command('clipledger')
    .description('Give clips, review them, and check what happened to them.')
    .option('--as <role or address>', 'ask as this account of the connection file')
    .option('--json', 'print one JSON document')
    .option('--connection <file>', 'which deployment (default: .local/connection.json)')
    .addHelpText(
      'after',
      '\nCLIPLEDGER_API and CLIPLEDGER_TOKEN (an access token) replace the connection file.',
    );
  const bind = bindWith(terminal, fail);
  addAccountCommands(program, bind);
  addCampaignCommands(program, bind);
  addUploadCommand(program, bind);
  addClipCommands(program, bind);
  addRewardCommands(program, bind);
  addEvidenceCommands(program, bind);
  addReviewCommands(program, bind);
  addRetentionCommands(program, bind);
  settle(program, terminal);
  return program;
};

/** Subcommands inherit neither: every one throws instead of exiting and writes to our terminal. */
const settle = (command: Command, terminal: Terminal): void => {
  command
    .exitOverride()
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.note })
    .showHelpAfterError('(add --help for what it takes)');
  for (const subcommand of command.commands) settle(subcommand, terminal);
};

const tell = (error: unknown, terminal: Terminal, asJson: boolean): void => {
  const sentence = error instanceof Error ? error.message : String(error);
  const issues = error instanceof ApiProblem ? error.issues : [];
  if (asJson) {
    const { code, status } = error instanceof ApiProblem ? error : { code: 'failed', status: 0 };
    const document = { problem: { code, status, detail: sentence, issues } };
    terminal.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }
  const lines = [sentence, ...issues.map(({ where, what }) => `  ${where}: ${what}`)];
  terminal.note(`${lines.map(plain).join('\n')}\n`);
};
