import { InvalidArgumentError, type Command } from 'commander';
import { openAccess, type Access, type DefaultRole, type GlobalOptions } from './access.ts';
import { CliFailure, UsageFailure, type Terminal } from './terminal.ts';

/** What a command shows: one document for `--json`, a text for people. */
export interface Shown {
  readonly document: unknown;
  readonly text: string;
  /** The command did what it could and the answer is no: exit 1. */
  readonly failed?: boolean;
}

/** What a command works with. */
export interface CommandContext<Options> extends Access {
  readonly terminal: Terminal;
  readonly args: readonly string[];
  readonly options: Options & GlobalOptions;
}

/** Gives a command its action. */
export type Bind = <Options = object>(
  command: Command,
  role: DefaultRole,
  run: (context: CommandContext<Options>) => Promise<Shown>,
) => void;

/** Makes the binder of one program run; `fail` is called when a command's answer is no. */
export const bindWith =
  (terminal: Terminal, fail: () => void): Bind =>
  <Options>(
    command: Command,
    role: DefaultRole,
    run: (context: CommandContext<Options>) => Promise<Shown>,
  ) => {
    command.action(async () => {
      const options = command.optsWithGlobals<Options & GlobalOptions>();
      const access = openAccess(terminal, options, role);
      const args = (command.processedArgs as unknown[]).flat().filter(isText);
      const shown = await run({ ...access, terminal, args, options });
      terminal.write(
        options.json === true ? `${JSON.stringify(shown.document, undefined, 2)}\n` : shown.text,
      );
      if (shown.failed === true) fail();
    });
  };

const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether a text is an id of one kind. */
export const isId = (prefix: string, text: string): boolean =>
  new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`).test(text);

/** Reads an id of one kind; anything else is a mistake in the command line. */
export const idArgument =
  (prefix: string) =>
  (text: string): string => {
    if (isId(prefix, text)) return text;
    throw new InvalidArgumentError(`An id like ${prefix}_01J9Z3… is expected.`);
  };

/** Reads a text of one form; `expected` says which. */
export const textArgument =
  (form: RegExp, expected: string) =>
  (text: string): string => {
    if (form.test(text)) return text;
    throw new InvalidArgumentError(expected);
  };

/** Asks a person to go on; throws `UsageFailure` without a person, `CliFailure` at a no. */
export const confirm = async (
  { ask }: Terminal,
  question: string,
  { given, otherwise }: { readonly given: boolean | undefined; readonly otherwise: string },
): Promise<void> => {
  if (given === true) return;
  if (ask === undefined) {
    throw new UsageFailure(`${question} Nobody can be asked here: give --yes to agree.`);
  }
  if (!isYes(await ask(`${question} [y/N] `))) throw new CliFailure(otherwise);
};

/** Whether an answer agrees; anything but a plain yes does not. */
export const isYes = (answer: string): boolean => /^y(es)?$/i.test(answer.trim());

/** Reads a whole number within bounds. */
export const integerArgument =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`A whole number from ${min} to ${max} is expected.`);
  };

/** The argument at a place; commander has seen to it that it is there. */
export const argumentAt = (args: readonly string[], index: number): string => {
  const value = args[index];
  if (value === undefined) throw new Error(`The command has no argument ${index}`);
  return value;
};
