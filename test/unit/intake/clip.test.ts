import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  clipStates,
  givesSlotBack,
  mayMove,
  sourcesOf,
  type ClipState,
} from '../../../core/domain/intake/clip.ts';

/** The legal moves, written down a second time: docs/lifecycle.md draws the same. */
const legal: ReadonlySet<string> = new Set([
  'granted → refused',
  'granted → expired',
  'granted → analyzing',
  'granted → withdrawn',
  'refused → erasing',
  'expired → erasing',
  'analyzing → in-review',
  'analyzing → refused',
  'analyzing → withdrawn',
  'in-review → accepted',
  'in-review → rejected',
  'in-review → withdrawn',
  'accepted → withdrawn',
  'accepted → erasing',
  'rejected → withdrawn',
  'rejected → erasing',
  'withdrawn → erasing',
  'erasing → erased',
]);

const pairs = clipStates.flatMap((from) => clipStates.map((to) => ({ from, to })));

/** A random legal life from `granted` to its end. */
const lives = fc.infiniteStream(fc.nat()).map((choices): readonly ClipState[] => {
  const states: ClipState[] = ['granted'];
  for (let state: ClipState | undefined = 'granted'; state !== undefined;) {
    const from: ClipState = state;
    const next: readonly ClipState[] = clipStates.filter((to) => mayMove(from, to));
    const { value: choice } = choices.next() as { value: number };
    state = next[choice % Math.max(1, next.length)];
    if (state !== undefined) states.push(state);
  }
  return states;
});

const steps = (states: readonly ClipState[]) =>
  states.slice(1).map((to, at) => ({ from: states[at] ?? 'granted', to }));

describe('the states of a clip', () => {
  it.each(pairs)('$from → $to is legal exactly if it is written down', ({ from, to }) => {
    expect(mayMove(from, to)).toBe(legal.has(`${from} → ${to}`));
  });

  it('have the sources that their moves imply', () => {
    for (const to of clipStates) {
      const written = clipStates.filter((from) => legal.has(`${from} → ${to}`));
      expect(sourcesOf(to)).toEqual(written);
    }
  });

  it('all end in erased, without a loop', () => {
    fc.assert(
      fc.property(lives, (states) => {
        expect(states.at(-1)).toBe('erased');
        expect(new Set(states).size).toBe(states.length);
      }),
    );
  });

  it('accept nothing that was not looked at', () => {
    expect(sourcesOf('accepted')).toEqual(['in-review']);
    expect(sourcesOf('rejected')).toEqual(['in-review']);
  });

  it('give a slot back at most once in a life, and never that of a paid clip', () => {
    fc.assert(
      fc.property(lives, (states) => {
        const given = steps(states).filter(({ from, to }) => givesSlotBack(from, to));
        expect(given).toHaveLength(states.includes('accepted') ? 0 : 1);
      }),
    );
  });

  it('give nothing back on the way to review', () => {
    expect(givesSlotBack('granted', 'analyzing')).toBe(false);
    expect(givesSlotBack('analyzing', 'in-review')).toBe(false);
    expect(givesSlotBack('in-review', 'accepted')).toBe(false);
  });
});
