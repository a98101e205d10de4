/** What `upload-display.ts` uses of cli-progress, which brings no types. */
declare module 'cli-progress' {
  import type { Writable } from 'node:stream';

  export interface Bar {
    update(value: number, payload?: Readonly<Record<string, string>>): void;
  }

  export class MultiBar {
    constructor(options: {
      readonly format: string;
      readonly stream: Writable;
      readonly barsize: number;
      readonly barCompleteChar: string;
      readonly barIncompleteChar: string;
      readonly hideCursor: boolean;
      readonly clearOnComplete: boolean;
      readonly gracefulExit: boolean;
    });
    create(total: number, value: number, payload: Readonly<Record<string, string>>): Bar;
    remove(bar: Bar): boolean;
    /** Above the bars, at the next drawing; ends with a newline. */
    log(line: string): void;
    /** Draws now. */
    update(): void;
    stop(): void;
  }

  const cliProgress: { readonly MultiBar: typeof MultiBar };
  export default cliProgress;
}
