import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import { modelManifestShape, readManifest } from '../../../../inference/manifest/model-manifest.ts';
import {
  ClassUnknown,
  ManifestInvalid,
  RedactionUnmapped,
} from '../../../../inference/manifest/model-problems.ts';
import { manifestFor } from '../../../support/onnx/constant-models.ts';

const manifest = manifestFor(new Uint8Array(0), {
  ...{ kind: 'yolo-v8', layout: 'channels-first', scores: 'probabilities' },
});
const read = (changes: object) =>
  readManifest(JSON.stringify({ ...manifest, ...changes }), 'manifest.json');

describe('a model manifest', () => {
  test('is read as it was written', () => {
    expect(read({})).toEqual({ place: 'manifest.json', manifest });
    const redaction = { role: 'redaction', redacts: { face: ['person'] } };
    expect(read(redaction).manifest).toEqual({ ...manifest, ...redaction });
  });

  test.each([
    ['another schema', { schema: 'clipledger/model-manifest/v2' }, 'schema'],
    ['a short hash', { sha256: 'abc' }, 'sha256'],
    ['an unknown decoder', { decoder: { kind: 'yolo-v5' } }, 'decoder'],
    [
      'a deviation of zero',
      {
        input: { ...manifest.input, normalization: { scale: 1, mean: [0, 0, 0], std: [1, 0, 1] } },
      },
      'std',
    ],
    ['a score above 1', { thresholds: { score: 2, iou: 0.5 } }, 'score'],
    ['no classes', { classes: [] }, 'classes'],
    ['a class twice', { classes: ['person', 'person'] }, 'twice'],
    ['a field that nobody knows', { anchors: [] }, 'anchors'],
    ['a mapping for redaction in the role evidence', { redacts: { face: ['person'] } }, 'redacts'],
  ])('with %s is refused, and the field is named', (_, changes, named) => {
    expect(() => read(changes)).toThrow(ManifestInvalid);
    expect(() => read(changes)).toThrow(named);
  });

  test('that is no JSON is refused by its place', () => {
    expect(() => readManifest('{', 's3://models/faces.json')).toThrow(
      /^s3:\/\/models\/faces\.json:/,
    );
  });

  test('may not have thresholds or mappings for classes that the model has not', () => {
    const thresholds = { score: 0.5, iou: 0.5, perClass: { bicycle: 0.2 } };
    expect(() => read({ thresholds })).toThrow(ClassUnknown);
    expect(() => read({ thresholds })).toThrow(/"bicycle".*person, parcel/s);
    const redaction = { role: 'redaction', redacts: { 'licence-plate': ['plate'] } };
    expect(() => read(redaction)).toThrow(ClassUnknown);
  });

  test('for redaction must say which classes are faces or plates, with boxes', () => {
    expect(() => read({ role: 'redaction' })).toThrow(RedactionUnmapped);
    const decoder = { kind: 'classifier', activation: 'none' };
    const redacts = { face: ['person'] };
    expect(() => read({ role: 'redaction', redacts, decoder })).toThrow(RedactionUnmapped);
  });

  test('has a JSON schema that takes what the reader takes', () => {
    const schema = z.toJSONSchema(modelManifestShape, { io: 'input' });
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(manifest)).toBe(true);
    expect(validate({ ...manifest, sha256: 'abc' })).toBe(false);
    expect(validate({ ...manifest, anchors: [] })).toBe(false);
  });
});
