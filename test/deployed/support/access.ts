import type {
  Reach,
  RouteAccess,
  RouteContract,
  RouteObject,
} from '../../../core/contracts/http/route-contract.ts';
import { allRoutes } from '../../../core/contracts/http/routes.ts';
import { roles, type Role } from '../../../core/domain/vocabulary/people.ts';

/** Who asks: nobody who signed in, or somebody with these roles. */
export type Asker = 'nobody' | readonly Role[];

/** Whose object a route is asked for. `nobody’s`: the route has none, or everybody's. */
export type Ownership = 'one’s own' | 'someone else’s' | 'nobody’s';

/** What a route must answer. */
export type Expected = 'allowed' | '401' | '403 not-allowed' | '403 own-clip' | '404 not-found';

/** One cell of the matrix. */
export interface Cell {
  readonly route: RouteContract;
  readonly asker: Asker;
  readonly ownership: Ownership;
  readonly expected: Expected;
}

/** Every role by itself, and every other role beside being a contributor. */
export const askers: readonly Asker[] = [
  'nobody',
  ...roles.map((role) => [role]),
  ...roles.filter((role) => role !== 'contributor').map((role) => ['contributor', role] as const),
];

/** Objects that belong to one person. A campaign belongs to the program. */
const personal: readonly RouteObject[] = ['clip', 'consent', 'camera', 'act'];

const ownershipsOf = ({ object }: RouteContract): readonly Ownership[] =>
  personal.includes(object) ? ['one’s own', 'someone else’s'] : ['nobody’s'];

/** What follows from a route's declaration, and from nothing else. */
export const expectedOf = (access: RouteAccess, asker: Asker, ownership: Ownership): Expected => {
  if (access === 'public') return 'allowed';
  if (asker === 'nobody') return '401';
  const reaches = asker.flatMap((role) => access[role] ?? []);
  if (reaches.length === 0) return '403 not-allowed';
  if (ownership === 'nobody’s' || reaches.some((reach) => covers(reach, ownership))) {
    return 'allowed';
  }
  return reaches.includes('own') ? '404 not-found' : '403 own-clip';
};

const covers = (reach: Reach, ownership: Ownership): boolean => {
  switch (reach) {
    case 'any':
      return true;
    case 'own':
      return ownership === 'one’s own';
    case 'others':
      return ownership === 'someone else’s';
  }
};

/** Every route × every asker × one's own object and someone else's. */
export const matrix: readonly Cell[] = allRoutes.flatMap((route) =>
  askers.flatMap((asker) =>
    ownershipsOf(route)
      // Nobody owns nothing.
      .filter((ownership) => asker !== 'nobody' || ownership !== 'one’s own')
      .map((ownership) => ({
        route,
        asker,
        ownership,
        expected: expectedOf(route.access, asker, ownership),
      })),
  ),
);
