import { categories, contentTypes, purposes, scenarios } from '../../domain/campaigns/campaign.ts';
import { rejectionReasons } from '../../domain/intake/reasons.ts';
import { footageVariants, viewReasons } from '../../domain/review/footage-view.ts';
import { recordClasses } from '../../domain/retention/policy.ts';
import { roles } from '../../domain/vocabulary/people.ts';
import type { RouteContract } from '../http/route-contract.ts';
import { allRoutes } from '../http/routes.ts';
import { documentPathOf } from './openapi-document.ts';

/** What the client needs of each route at run time, so that it carries no schema library. */
export const clientOperations = (contracts: readonly RouteContract[] = allRoutes): string => {
  const lines = contracts.map(({ operationId, method, path, success }) => {
    const answer = success.response === 'bytes' ? 'bytes' : 'json';
    const fields = `method: '${method}', path: '${documentPathOf(path)}', answer: '${answer}'`;
    return `  ${operationId}: { ${fields} },`;
  });
  return `${generatedNotice}\nexport const operationRoutes = {\n${lines.join('\n')}\n} as const;\n`;
};

/** First line of every generated source file. */
export const generatedNotice =
  '// Written by `npm run generate` from core/contracts/http. Do not edit.';

/** The closed lists a person chooses from, for the command line and the portal. */
export const clientChoices = (): string => {
  const lists = {
    roles,
    categories,
    scenarios,
    purposes,
    contentTypes,
    rejectionReasons,
    footageVariants,
    viewReasons,
    recordClasses,
  };
  const lines = Object.entries(lists).map(
    ([name, list]) => `export const ${name} = ${JSON.stringify(list)} as const;`,
  );
  return `${generatedNotice}\n${lines.join('\n')}\n`;
};
