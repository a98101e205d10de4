import type { ContributorId } from './ids.ts';

/** Every role a signed-in person can hold; also the names of the Cognito groups. */
export const roles = ['contributor', 'reviewer', 'compliance', 'platform', 'ml'] as const;
export type Role = (typeof roles)[number];

/** Who is asking. `actorId` is the opaque id of the person, the same in every role they hold. */
export interface Actor {
  readonly actorId: ContributorId;
  readonly roles: readonly Role[];
}

/** Whether the actor holds the role. */
export const holds = (actor: Actor, role: Role): boolean => actor.roles.includes(role);
