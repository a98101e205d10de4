import type { Command } from 'commander';
import type { ApiClient, ApiSchemas } from '../../api-client.ts';
import {
  argumentAt,
  isId,
  textArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { facts, table } from '../table.ts';
import { CliFailure, UsageFailure } from '../terminal.ts';
import { timeWords } from '../words.ts';

type Camera = ApiSchemas['Camera'];

interface AddOptions {
  readonly area: string;
}

/** `camera add`, `list`, `retire`. */
export const addCameraCommands = (program: Command, bind: Bind): void => {
  const camera = program.command('camera').description('the cameras that you give clips from');
  bind<AddOptions>(
    camera
      .command('add')
      .description('register a camera; the same label and area give the same camera')
      .argument('<label>', 'your word for it, such as "front door"')
      .requiredOption(
        '--area <area>',
        'where it stands, never more exactly: a country or a part of one (CA, US-OR); needed',
        textArgument(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'An area like CA or US-OR is expected.'),
      ),
    'contributor',
    addCamera,
  );
  bind(
    camera.command('list', { isDefault: true }).description('your cameras, oldest first'),
    'contributor',
    async ({ api }) => {
      const document = await (await api()).listCameras();
      return { document, text: cameraTable(document.cameras) };
    },
  );
  bind(
    camera
      .command('retire')
      .description('give no more clips from a camera; what was given stays')
      .argument('<camera>', 'its label or id'),
    'contributor',
    retireCamera,
  );
};

const addCamera = async ({ api, args, options }: CommandContext<AddOptions>): Promise<Shown> => {
  const body = { label: argumentAt(args, 0), area: options.area };
  const document = await (await api()).registerCamera({ body });
  // The service answers with the camera that has the label, whatever else is said of it.
  const { label, area, retiredAt } = document;
  if (retiredAt !== undefined) throw new CliFailure(labelTaken(label));
  if (area !== body.area) {
    throw new CliFailure(
      `Your camera "${label}" is registered in ${area}, not in ${body.area}: give this one ` +
        'another label.',
    );
  }
  return { document, text: describeCamera(document) };
};

const labelTaken = (label: string): string =>
  `Your camera "${label}" is retired, and its label stays taken: register one with another label.`;

const retireCamera = async ({ api, args }: CommandContext<object>): Promise<Shown> => {
  const client = await api();
  const cameraId = await cameraIdOf(client, argumentAt(args, 0));
  const document = await client.retireCamera({ cameraId });
  return { document, text: describeCamera(document) };
};

/**
 * The id of one's own camera by its label, whatever its case, or the id itself. Throws
 * `UsageFailure` when there is none in use.
 */
export const cameraIdOf = async (
  api: Pick<ApiClient, 'listCameras'>,
  labelOrId: string,
): Promise<Camera['cameraId']> => {
  if (isId('camera', labelOrId)) return labelOrId;
  const { cameras } = await api.listCameras();
  const wanted = labelOrId.toLowerCase();
  const inUse = cameras.filter(({ retiredAt }) => retiredAt === undefined);
  const found = inUse.find(({ label }) => label.toLowerCase() === wanted);
  if (found !== undefined) return found.cameraId;
  const retired = cameras.find(({ label }) => label.toLowerCase() === wanted);
  if (retired !== undefined) throw new UsageFailure(labelTaken(retired.label));
  const known = inUse.map(({ label }) => `"${label}"`).join(', ');
  throw new UsageFailure(
    `You have no camera "${labelOrId}" in use. Register it: clipledger camera add "${labelOrId}" ` +
      `--area US-OR${known === '' ? '.' : `, or name one of yours: ${known}.`}`,
  );
};

const describeCamera = ({ cameraId, label, area, registeredAt, retiredAt }: Camera): string =>
  facts([
    ['camera', cameraId],
    ['label', label],
    ['area', area],
    ['registered', timeWords(registeredAt)],
    ['retired', retiredAt === undefined ? undefined : timeWords(retiredAt)],
  ]);

const cameraTable = (cameras: readonly Camera[]): string =>
  cameras.length === 0
    ? 'No cameras. Register one: clipledger camera add "front door" --area US-OR\n'
    : table(
        ['label', 'area', 'since', '', 'camera'],
        cameras.map(({ label, area, registeredAt, retiredAt, cameraId }) => [
          label,
          area,
          timeWords(registeredAt).slice(0, 10),
          retiredAt === undefined ? 'in use' : 'retired',
          cameraId,
        ]),
      );
