import type { ApiSchemas } from '../api-client.ts';
import { facts, table } from './table.ts';

type Evidence = ApiSchemas['ReviewEvidence'];

const at = (seconds: number): string => `${seconds.toFixed(1)} s`;

const between = ({ startSeconds, endSeconds }: Evidence['shaken'][number]): string =>
  `${startSeconds.toFixed(1)}–${at(endSeconds)}`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** What the machine saw, for a person to weigh: events, what cannot be seen, who else has it. */
export const evidenceWords = (evidence: Evidence): string => {
  const { events, unusable, shaken, moderation, redaction } = evidence;
  const unseen = Object.entries({ ...unusable, shaken }).flatMap(([what, intervals]) =>
    intervals.length === 0 ? [] : [`${what} ${intervals.map(between).join(', ')}`],
  );
  const labels = moderation.labels.map(
    ({ name, confidence }) => `${name} ${confidence.toFixed(0)}`,
  );
  return [
    events.length === 0
      ? 'No event was found.\n'
      : table(
          ['event', 'when', 'score'],
          events.map((event) => [event.kind, between(event), percent(event.score)]),
        ),
    facts([
      ['hard to see', unseen.length === 0 ? undefined : unseen.join('; ')],
      ['moderation', [moderation.verdict, ...labels].join(', ')],
      ['redacted by', [redaction.means, ...redaction.doubts].join(', ')],
    ]),
    ...evidence.footageMatches.map(sharedWords),
  ].join('');
};

const sharedWords = (shared: Evidence['footageMatches'][number]): string => {
  const { clipId, sameAct, here, there, mirrored, speed, score } = shared;
  const how = [
    ...(mirrored ? ['mirrored'] : []),
    ...(speed === 1 ? [] : [`${speed.toFixed(2)} times as fast`]),
    sameAct ? 'said to be another camera of this act' : 'of another act',
  ];
  return (
    `same footage as ${clipId} (${percent(score)}): ${between(here)} here is ` +
    `${between(there)} there; ${how.join(', ')}\n`
  );
};
