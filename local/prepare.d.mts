/** A failure that is one sentence for the person at the keyboard: what is wrong and what to do. */
export class PrepareFailure extends Error {}

/**
 * Installs what is missing and returns where it is: the virtual environment's interpreter.
 * Throws {@link PrepareFailure}.
 */
export function prepare(): Promise<{ pythonPath: string }>;

/** The first two numbers of a version, zeros where there is none. */
export function versionOf(text: string): [number, number];

/** Why an installer failed, in a few words, from what it wrote. */
export function reasonOf(output: string): string;

/** Prints the failure's sentence, and its stack if it is a defect, and sets the exit code. */
export function endWith(error: unknown): void;
