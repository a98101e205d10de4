import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { roles, type Actor, type Role } from '../../core/domain/vocabulary/people.ts';
import { Refusal } from '../../core/domain/vocabulary/refusal.ts';

const claims = z.object({
  requestContext: z.object({
    authorizer: z.object({
      jwt: z.object({
        claims: z.object({
          sub: z.string().regex(/^[0-9A-Za-z-]{1,128}$/),
          'cognito:groups': z.union([z.string(), z.array(z.string())]).optional(),
        }),
      }),
    }),
  }),
});

/**
 * Who asks, from the token that API Gateway verified. HTTP APIs hand a list claim over as the
 * text `[a b]`, REST APIs and emulators as a list: both are read.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export const actorOf = (event: APIGatewayProxyEventV2): Actor => {
  const parsed = claims.safeParse(event);
  if (!parsed.success) throw new Refusal('not-allowed', 'The sign-in names no person.');
  const { sub, 'cognito:groups': groups } = parsed.data.requestContext.authorizer.jwt.claims;
  return { actorId: `contributor_${sub}`, roles: groupsOf(groups).filter(isRole) };
};

const groupsOf = (groups: string | readonly string[] | undefined): readonly string[] => {
  if (groups === undefined) return [];
  if (typeof groups !== 'string') return groups;
  return groups.replace(/^\[|\]$/g, '').split(/[\s,]+/);
};

const isRole = (text: string): text is Role => roles.some((role) => role === text);
