import { maxEvents, type EventEvidence } from './events.ts';
import type { LastingChange } from './left-behind.ts';
import { around, boxArea, grown, heightOf, overlapArea, type Edges } from './movers.ts';
import { parkedCarAt } from './parked-car.ts';
import { bodiesOf, type Body } from './people.ts';
import { mostHanging, personLikeness, ramp, shapeOf } from './person-like.ts';
import { stopsOf, type Stop } from './stops.ts';
import { boxOf, type Story } from './story.ts';

/** Evidence below this is not told. */
const minScore = 0.3;
/** How like a car a place must be: from nothing to certain, and to outweigh a parcel put down. */
const carLikeness = { from: 0.5, to: 0.85, sure: 0.95 } as const;
/** How far above somebody's feet a parcel's foot may be, against their height. */
const groundShare = 0.18;
/** How far somebody reaches to a door, against their height. */
const armReach = 0.3;
/** What an outline must say to count as clear. */
const clearAppearance = 0.12;

interface Somebody {
  readonly body: Body;
  readonly likeness: number;
}

const score = (value: number): number => Number(Math.min(1, Math.max(0, value)).toFixed(3));

const secondsAt = ({ seconds }: Story, look: number): number =>
  seconds[Math.min(seconds.length - 1, Math.max(0, look))] ?? 0;

/** A change that somebody made, with who made it. */
interface Handling {
  readonly change: LastingChange;
  readonly maker: Somebody;
  /** Whether it is at the feet of who made it, where parcels stand. */
  readonly onGround: boolean;
}

const handlingsOf = (story: Story, people: readonly Somebody[]): readonly Handling[] =>
  story.changes.flatMap((change) => {
    const maker = people.find(({ body }) => body.moverIds.includes(change.moverId));
    if (maker === undefined) return [];
    const { sightings } = maker.body;
    const near = sightings.filter(
      ({ look }) => look >= change.fromLook - 2 && look <= change.toLook,
    );
    const seen = near.length > 0 ? near : sightings;
    const feet = Math.max(...seen.map(({ bottom }) => bottom));
    const tall = Math.max(...seen.map(heightOf));
    return [{ change, maker, onGround: change.edges.bottom >= feet - groundShare * tall }];
  });

const parcelEvent = (story: Story, { change, maker }: Handling): EventEvidence => {
  const sure = ramp(Math.abs(change.appearance), 0, clearAppearance);
  return {
    kind: change.appearance >= 0 ? 'parcel-left' : 'parcel-taken',
    startSeconds: secondsAt(story, change.fromLook),
    endSeconds: secondsAt(story, change.toLook),
    score: score(maker.likeness * (0.5 + 0.3 * sure + 0.2 * change.contrast)),
    box: boxOf(change.edges, story),
  };
};

const presence = (story: Story, { body, likeness }: Somebody): EventEvidence => {
  const { sightings } = body;
  const edges = sightings.reduce<Edges>(
    (all, sighting) => around(all, sighting),
    sightings[0] ?? { left: 0, top: 0, right: 0, bottom: 0 },
  );
  return {
    kind: 'person-present',
    startSeconds: secondsAt(story, sightings[0]?.look ?? 0),
    endSeconds: secondsAt(story, sightings.at(-1)?.look ?? 0),
    score: score(likeness),
    box: boxOf(edges, story),
  };
};

/** Somebody who stands at a car, and how much that looks like trying its door. */
interface DoorVisit {
  readonly somebody: Somebody;
  readonly stop: Stop;
  readonly score: number;
  readonly likeness: number;
}

const doorVisitsOf = (story: Story, somebody: Somebody): readonly DoorVisit[] =>
  stopsOf(somebody.body.sightings, story.looksPerSecond).flatMap((stop) => {
    const car = parkedCarAt(story.background, story, stop.edges);
    const isBeside = overlapArea(stop.edges, car.edges) >= 0.2 * boxArea(stop.edges);
    const likeness = isBeside ? car.likeness : 0;
    const value = score(somebody.likeness * ramp(likeness, carLikeness.from, carLikeness.to));
    return value < minScore ? [] : [{ somebody, stop, likeness, score: value }];
  });

/** Whether a change was made by somebody who stood there then: a parcel put down, a door opened. */
const isDuring = ({ change, maker }: Handling, visit: DoorVisit, looksPerSecond: number): boolean =>
  maker === visit.somebody &&
  change.toLook >= visit.stop.fromLook - looksPerSecond &&
  change.fromLook <= visit.stop.toLook + looksPerSecond;

const doorEvent = (story: Story, { stop, score: value }: DoorVisit): EventEvidence => {
  const reach = armReach * heightOf(stop.edges);
  return {
    kind: 'door-tried',
    startSeconds: secondsAt(story, stop.fromLook),
    endSeconds: secondsAt(story, stop.toLook),
    score: value,
    box: boxOf(grown(stop.edges, reach, 0), story),
  };
};

/**
 * Parcels and doors: who puts a parcel down before a car tries no door, and the other way round.
 */
const actsOf = (story: Story, people: readonly Somebody[]): readonly EventEvidence[] => {
  const handlings = handlingsOf(story, people);
  const visits = people
    .flatMap((somebody) => doorVisitsOf(story, somebody))
    .filter(
      (visit) =>
        visit.likeness >= carLikeness.sure ||
        !handlings.some(
          (handling) => handling.onGround && isDuring(handling, visit, story.looksPerSecond),
        ),
    );
  const parcels = handlings.filter(
    (handling) => !visits.some((visit) => isDuring(handling, visit, story.looksPerSecond)),
  );
  return [
    ...visits.map((visit) => doorEvent(story, visit)),
    ...parcels.map((handling) => parcelEvent(story, handling)),
  ];
};

/** Share of all sightings of what is like people that may hang from the upper edge. */
const maxHangingShare = 0.2;

/**
 * Who is on foot in the scene. Where what would be people mostly comes in over the upper edge, the
 * camera looks down from above or stands too near: hands at a table, cars under a bridge. Nobody is
 * told then, because sizes and shapes mean nothing.
 */
const peopleOf = (story: Story): readonly Somebody[] => {
  const movers = story.movers.filter(({ sightings }) => sightings.length >= 2);
  let [standing, hanging] = [0, 0];
  const people: Somebody[] = [];
  for (const body of bodiesOf(movers, story)) {
    const shape = shapeOf(body.sightings, story);
    const likeness = personLikeness(shape);
    if (likeness < minScore) continue;
    if (shape.hanging > mostHanging) hanging += body.sightings.length;
    else {
      standing += body.sightings.length;
      people.push({ body, likeness });
    }
  }
  return hanging > maxHangingShare * (standing + hanging) ? [] : people;
};

/** What happened, in order of the start, the surest where there is more than can be told. */
export const tellEvents = (story: Story): readonly EventEvidence[] => {
  const people = peopleOf(story);
  const events = [...people.map((somebody) => presence(story, somebody)), ...actsOf(story, people)];
  return events
    .filter((event) => event.score >= minScore)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, maxEvents)
    .toSorted((one, other) => one.startSeconds - other.startSeconds);
};
