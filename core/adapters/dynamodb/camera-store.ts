import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { programItems } from '../../contracts/layout/items.ts';
import type { Camera } from '../../domain/intake/camera.ts';
import type { CameraStore } from '../../domain/intake/ports.ts';
import type { CameraId, ContributorId } from '../../domain/vocabulary/ids.ts';
import { cameraIdShape, contributorIdShape } from './stored-shapes.ts';
import { queryPrefix, readItem, readItems, type Table } from './table.ts';
import { writeAll } from './transaction.ts';

const cameraShape: z.ZodType<Camera> = z.object({
  cameraId: cameraIdShape,
  contributorId: contributorIdShape,
  label: z.string(),
  area: z.string(),
  registeredAt: z.string(),
  retiredAt: z.string().exactOptional(),
});

const labelShape = z.object({ cameraId: cameraIdShape });

/** Cameras in table `programs`. */
export const dynamoCameraStore = (programs: Table): CameraStore => ({
  register: (camera, maxCameras) => registerCamera(camera, maxCameras, programs),
  find: (contributorId, cameraId) => findCamera(contributorId, cameraId, programs),
  list: (contributorId) => listCameras(contributorId, programs),
  retire: (contributorId, cameraId, at) => retireCamera({ contributorId, cameraId, at }, programs),
});

/** Positions in the transaction. */
const at = { label: 0 } as const;

/**
 * Label, count and camera at once, so that neither two calls with one label nor any number of calls
 * with many make more than may be. 3 items × 2 = 6 write units.
 */
const registerCamera = async (
  camera: Camera,
  maxCameras: number,
  programs: Table,
): Promise<Camera | 'full'> => {
  const { contributorId, cameraId, label } = camera;
  const { documents, table } = programs;
  const failed = await writeAll(
    documents,
    [
      {
        Put: {
          TableName: table,
          Item: { ...programItems.cameraLabel(contributorId, label), cameraId },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Update: {
          TableName: table,
          Key: { ...programItems.cameraCount(contributorId) },
          UpdateExpression: 'ADD registered :one',
          ConditionExpression: 'attribute_not_exists(registered) OR registered < :max',
          ExpressionAttributeValues: { ':one': 1, ':max': maxCameras },
        },
      },
      {
        Put: {
          TableName: table,
          Item: { ...programItems.registeredCamera(contributorId, cameraId), ...camera },
        },
      },
    ],
    { decisive: at.label },
  );
  if (failed.size === 0) return camera;
  return failed.has(at.label) ? findByLabel(contributorId, label, programs) : 'full';
};

const findByLabel = async (
  contributorId: ContributorId,
  label: string,
  programs: Table,
): Promise<Camera> => {
  const item = await readItem(programs, programItems.cameraLabel(contributorId, label));
  const { cameraId } = labelShape.parse(item);
  const found = await findCamera(contributorId, cameraId, programs);
  if (found === undefined) throw new Error(`Camera ${cameraId} has a label but is not there`);
  return found;
};

const findCamera = async (
  contributorId: ContributorId,
  cameraId: CameraId,
  programs: Table,
): Promise<Camera | undefined> => {
  const item = await readItem(programs, programItems.registeredCamera(contributorId, cameraId));
  return item === undefined ? undefined : cameraShape.parse(item);
};

/** Cameras of one contributor are 20 at most; more would be a new rule that nobody may miss. */
const maxListed = 100;

/** By their labels: under the cameras' own keys lie the counts of their caps, too. */
const listCameras = async (
  contributorId: ContributorId,
  programs: Table,
): Promise<readonly Camera[]> => {
  const prefix = programItems.cameraLabel(contributorId, '');
  const labels = await queryPrefix(programs, prefix, { limit: maxListed });
  const keys = labels.map((item) =>
    programItems.registeredCamera(contributorId, labelShape.parse(item).cameraId),
  );
  const cameras = (await readItems(programs, keys)).map((item) => cameraShape.parse(item));
  return cameras.toSorted((one, other) => (one.cameraId < other.cameraId ? -1 : 1));
};

const retireCamera = async (
  retirement: { contributorId: ContributorId; cameraId: CameraId; at: string },
  { documents, table }: Table,
): Promise<Camera | undefined> => {
  const { contributorId, cameraId } = retirement;
  try {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...programItems.registeredCamera(contributorId, cameraId) },
        UpdateExpression: 'SET retiredAt = if_not_exists(retiredAt, :at)',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':at': retirement.at },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return cameraShape.parse(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};
