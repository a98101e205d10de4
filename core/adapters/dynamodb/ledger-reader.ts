import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ledgerItems } from '../../contracts/layout/items.ts';
import { payableAccount } from '../../domain/rewards/ledger.ts';
import type { LedgerReader } from '../../domain/rewards/ports.ts';
import { money } from '../../domain/vocabulary/money.ts';
import { readAward } from './award-item.ts';
import { currencyShape } from './stored-shapes.ts';
import { queryPrefix, type Table } from './table.ts';

const balanceShape = z.object({ amountMinor: z.int(), currency: currencyShape });

/** A balance a currency, and there are four currencies. */
const maxBalances = 100;

/** Reads table `ledger`. */
export const dynamoLedgerReader = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): LedgerReader => {
  const ledger: Table = { documents, table };
  return {
    find: (clipId) => readAward(clipId, ledger),
    async balances(contributorId) {
      const { pk } = ledgerItems.balance(payableAccount(contributorId), 'USD');
      const items = await queryPrefix(ledger, { pk, sk: 'BALANCE#' }, { limit: maxBalances });
      return items.map((item) => {
        const { amountMinor, currency } = balanceShape.parse(item);
        return money(amountMinor, currency);
      });
    },
  };
};
