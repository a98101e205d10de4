import { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import type { TransferProgress } from '../uploader/core/progress.ts';
import { plain } from './table.ts';
import type { Terminal } from './terminal.ts';
import { byteWords, durationWords } from './words.ts';

/** Shows how one file fares. */
export interface FileDisplay {
  readonly reading: (progress: TransferProgress) => void;
  readonly sending: (progress: TransferProgress) => void;
  /** Something worth a line of its own. */
  readonly say: (text: string) => void;
  /** The file is done with, well or not. */
  readonly end: () => void;
}

/** Shows how all files of a command fare. */
export interface UploadDisplay {
  /** `bytes` of it count into all; its name is shown. */
  open(file: { readonly name: string; readonly bytes: number }): FileDisplay;
  close(): void;
}

/** Bars where a person watches, lines elsewhere. `totalBytes` are those of all files. */
export const openUploadDisplay = (terminal: Terminal, totalBytes: number): UploadDisplay =>
  terminal.watched ? openBars(terminal, totalBytes) : openLines(terminal);

/** `45 %  3.2 MB of 7.1 MB  1.2 MB/s  3 s left  4 of 18 parts`. */
export const progressWords = (progress: TransferProgress): string => {
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft, parts } = progress;
  const percent = totalBytes === 0 ? 100 : Math.floor((doneBytes / totalBytes) * 100);
  return [
    `${percent} %`,
    `${byteWords(doneBytes)} of ${byteWords(totalBytes)}`,
    `${byteWords(Math.round(bytesPerSecond))}/s`,
    ...(secondsLeft === undefined ? [] : [`${durationWords(secondsLeft)} left`]),
    ...(parts === undefined ? [] : [`${parts.done} of ${parts.count} parts`]),
  ].join('  ');
};

/** Between two lines of progress of one file, where nobody watches. */
const lineEveryMilliseconds = 10_000;

const openLines = (terminal: Terminal): UploadDisplay => ({
  open: ({ name }) => {
    const say = (text: string): void => terminal.note(`${plain(`${name}: ${text}`)}\n`);
    let toldAt = terminal.nowMilliseconds();
    const nowAndThen = (what: string) => (progress: TransferProgress) => {
      const now = terminal.nowMilliseconds();
      if (now - toldAt < lineEveryMilliseconds) return;
      toldAt = now;
      say(`${what}  ${progressWords(progress)}`);
    };
    return {
      reading: nowAndThen('reading'),
      sending: nowAndThen('sending'),
      say,
      end: () => undefined,
    };
  },
  close: () => undefined,
});

/** The library draws on a stream with a width; ours is the terminal's. */
const screenOf = (terminal: Terminal): Writable =>
  Object.defineProperties(
    new Writable({
      decodeStrings: false,
      write: (text, _encoding, done) => {
        terminal.note(String(text));
        done();
      },
    }),
    { isTTY: { value: true }, columns: { get: terminal.columns } },
  );

const nameColumns = 18;
const nameWords = (name: string): string => {
  const characters = [...plain(name)];
  const fits = characters.length <= nameColumns;
  const shown = fits ? characters : [...characters.slice(0, nameColumns - 1), '…'];
  return shown.join('').padEnd(nameColumns);
};

/** Below this width a bar leaves too little for the figures. */
const wideColumns = 110;

const openBars = (terminal: Terminal, totalBytes: number): UploadDisplay => {
  const bars = new cliProgress.MultiBar({
    format: '{name} {bar} {what}',
    stream: screenOf(terminal),
    barsize: terminal.columns() < wideColumns ? 10 : 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C is the terminal's own matter: `close` is called in any case.
    gracefulExit: false,
  });
  const doneBytes = new Map<object, number>();
  const rates = new Map<object, number>();
  const sum = (values: Iterable<number>): number =>
    [...values].reduce((total, value) => total + value, 0);
  const all = bars.create(Math.max(1, totalBytes), 0, { name: nameWords('in all'), what: '' });
  const count = (file: object, bytes: number, rate: number): void => {
    doneBytes.set(file, bytes);
    rates.set(file, rate);
    const [done, bytesPerSecond] = [sum(doneBytes.values()), sum(rates.values())];
    const secondsLeft = bytesPerSecond > 0 ? (totalBytes - done) / bytesPerSecond : undefined;
    const progress = { doneBytes: done, totalBytes, bytesPerSecond, secondsLeft };
    all.update(done, { what: progressWords(progress) });
  };
  return {
    open: (file) => {
      const name = nameWords(file.name);
      const bar = bars.create(Math.max(1, file.bytes), 0, { name, what: '' });
      return {
        reading: (progress) =>
          bar.update(progress.doneBytes, { what: `reading  ${progressWords(progress)}` }),
        sending: (progress) => {
          bar.update(progress.doneBytes, { what: progressWords(progress) });
          count(file, progress.doneBytes, progress.bytesPerSecond);
        },
        say: (text) => {
          bars.log(`${plain(`${file.name}: ${text}`)}\n`);
          bars.update();
        },
        end: () => {
          count(file, file.bytes, 0);
          bars.remove(bar);
        },
      };
    },
    close: () => bars.stop(),
  };
};
