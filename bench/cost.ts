import { atMost, told, type Row } from './frame.ts';
import { gpuChoices, gpuClip, lambdaClip, lambdaParts, sumOf, switchAt } from './cost-model.ts';

/** Half a million clips a month: a program that runs all year. */
const busyDay = 17_000;

/** The price of a 30 s 1080p clip, from published prices and the measured times. */
export const benchCost = async (): Promise<readonly Row[]> => [
  atMost('all-in platform cost of a 30 s clip, Lambda host', sumOf(lambdaParts()), 0.006, '$'),
  told('analysis and redaction of it in a Lambda', lambdaClip(), '$'),
  ...gpuChoices().flatMap((choice) => [
    told(`the same by workers, ${choice.name}, ${busyDay} a day`, gpuClip(choice, busyDay), '$'),
    told(`cheaper than Lambda from, ${choice.name}`, switchAt(choice) ?? Infinity, 'clips a day'),
  ]),
];
