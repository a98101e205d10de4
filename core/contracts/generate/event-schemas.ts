import * as z from 'zod';
import { eventCatalogue, type EventContract } from '../events/catalogue.ts';

/** Where an event's schema is kept. */
export const schemaPathOf = ({ name, version }: EventContract): string =>
  `events/${name}/v${version}/schema.json`;

/** The JSON Schema (2020-12) of what a writer may send. */
export const schemaOf = (event: EventContract): object => {
  const { $schema, ...schema } = z.toJSONSchema(event.shape, {
    target: 'draft-2020-12',
    io: 'input',
    reused: 'inline',
  });
  return {
    $schema,
    $id: `urn:clipledger:event:${event.name}:v${event.version}`,
    title: event.title,
    description: `Travels ${event.travels}.`,
    ...schema,
  };
};

/** Every schema file of the wire catalogue. */
export const eventSchemaFiles = (): ReadonlyMap<string, string> =>
  new Map(
    eventCatalogue.map((event) => [
      schemaPathOf(event),
      `${JSON.stringify(schemaOf(event), undefined, 2)}\n`,
    ]),
  );
