import { readFile, writeFile } from 'node:fs/promises';
import { Argument, type Command } from 'commander';
import { isProblem, type ApiClient, type ApiSchemas } from '../../api-client.ts';
import { verifyReceiptFile, type TrustedLog } from '../../verify/verify-receipt-file.ts';
import {
  argumentAt,
  integerArgument,
  isId,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { poll } from '../follow.ts';
import { facts, table } from '../table.ts';
import { CliFailure, UsageFailure } from '../terminal.ts';

interface ReceiptOptions {
  readonly output?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

interface VerifyOptions {
  readonly key?: string;
  readonly origin?: string;
}

/** `receipts`, `verify`, `evidence …`. */
export const addEvidenceCommands = (program: Command, bind: Bind): void => {
  bind<ReceiptOptions>(
    program
      .command('receipts')
      .description('get a receipt with its proof; keep the file')
      .addArgument(new Argument('<kind>', 'what it attests').choices(Object.keys(receiptRoutes)))
      .argument('<id>', 'a consent id for consent and withdrawal, a clip id for award and erasure')
      .option('-o, --output <file>', 'write it to a file')
      .option('--wait', 'wait until the log has it')
      .option('--timeout <seconds>', 'wait at most so long', integerArgument(1, 3_600), 60),
    'contributor',
    getReceipt,
  );
  bind<VerifyOptions>(
    program
      .command('verify')
      .description('verify receipt files offline; exit 1 when one proves nothing')
      .argument('<files...>', 'receipt files')
      .option('--key <base64>', 'the log’s public key, if not from the connection file')
      .option('--origin <name>', 'the log’s origin, if not from the connection file'),
    'nobody',
    verifyFiles,
  );
  const evidence = program.command('evidence').description('the evidence log itself');
  bind(
    evidence.command('key').description('the log’s origin and public key'),
    'nobody',
    async ({ api }) => {
      const document = await (await api()).getEvidenceKey();
      const text = facts([
        ['origin', document.origin],
        ['public key', document.publicKeyBase64],
        ['verifier key', document.verifierKey],
      ]);
      return { document, text };
    },
  );
  bind(
    evidence.command('checkpoint').description('the log’s newest signed checkpoint'),
    'nobody',
    async ({ api }) => {
      const text = Buffer.from(await (await api()).getCheckpoint()).toString('utf8');
      return { document: { text }, text };
    },
  );
};

type Receipt = ApiSchemas['Receipt'];

const receiptRoutes: Readonly<Record<string, (api: ApiClient, id: string) => Promise<Receipt>>> = {
  consent: (api, consentId) => api.getConsentReceipt({ consentId }),
  withdrawal: (api, consentId) => api.getWithdrawalReceipt({ consentId }),
  award: (api, clipId) => api.getAwardReceipt({ clipId }),
  erasure: (api, clipId) => api.getErasureReceipt({ clipId }),
};

const getReceipt = async ({
  api,
  args,
  options,
  terminal,
}: CommandContext<ReceiptOptions>): Promise<Shown> => {
  const client = await api();
  const kind = argumentAt(args, 0);
  const get = receiptRoutes[kind];
  if (get === undefined)
    throw new UsageFailure('A receipt is of consent, withdrawal, award or erasure.');
  const id = receiptId(kind, argumentAt(args, 1));
  let last: unknown;
  const look = async (): Promise<Receipt | undefined> => {
    try {
      return await get(client, id);
    } catch (error) {
      if (!isProblem(error, 'receipt-not-ready', 'not-found')) throw error;
      last = error;
      return undefined;
    }
  };
  const timeoutSeconds = options.wait === true ? options.timeout : 0;
  const receipt = await poll(look, (value) => value !== undefined, { terminal, timeoutSeconds });
  if (receipt === undefined) throw last;
  const { output } = options;
  if (output === undefined) return { document: receipt, text: receipt.text };
  await writeFile(output, receipt.text).catch((cause: unknown) => {
    throw new CliFailure(`${output} cannot be written.`, { cause });
  });
  return {
    document: { ...receipt, file: output },
    text: `Wrote ${output}. Verify it: clipledger verify ${output}\n`,
  };
};

/** Which id it is depends on the kind, so that commander cannot tell. */
const receiptId = (kind: string, id: string): string => {
  const prefix = kind === 'consent' || kind === 'withdrawal' ? 'consent' : 'clip';
  if (isId(prefix, id)) return id;
  throw new UsageFailure(`"${id}" is no ${prefix} id, like ${prefix}_01J9Z3…`);
};

const verifyFiles = async (context: CommandContext<VerifyOptions>): Promise<Shown> => {
  const log = await trustedLog(context);
  const receipts = await Promise.all(
    context.args.map(async (file) => ({ file, ...verifyReceiptFile(await readText(file), log) })),
  );
  const rows = receipts.map((receipt) =>
    receipt.ok
      ? [
          receipt.file,
          'verified',
          `${receipt.kind} on ${receipt.day}, entry ${receipt.index} of ${receipt.treeSize}`,
        ]
      : [receipt.file, 'NOT VERIFIED', receipt.sentence],
  );
  return {
    document: { log, receipts },
    text: table(['receipt', `by ${log.origin}`, ''], rows),
    failed: receipts.some(({ ok }) => !ok),
  };
};

/** No network: what is trusted comes from the command line, or was kept by an earlier start. */
const trustedLog = async ({
  options,
  connection,
}: CommandContext<VerifyOptions>): Promise<TrustedLog> => {
  const { key, origin } = options;
  const log =
    key !== undefined && origin !== undefined
      ? { publicKeyBase64: key, origin }
      : { ...(await connection()).evidence };
  const trusted = {
    publicKeyBase64: key ?? log.publicKeyBase64,
    origin: origin ?? log.origin,
  };
  // The last of the 43 characters carries 4 bits: two of its six are always zero.
  if (!/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(trusted.publicKeyBase64)) {
    throw new UsageFailure('The public key is not the base64 of 32 bytes. See "evidence key".');
  }
  return trusted;
};

const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageFailure(`${file} cannot be read.`, { cause });
  }
};
