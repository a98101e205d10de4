import type * as z from 'zod';
import type { Role } from '../../domain/vocabulary/people.ts';
import type { RefusalCode } from '../../domain/vocabulary/refusal.ts';

/**
 * What a role may do with a route's object. `any`: everybody's. `own`: one's own, anyone else's is
 * not found. `others`: everybody's but one's own.
 */
export type Reach = 'any' | 'own' | 'others';

/** Who may call a route. Roles that are not named are refused. */
export type RouteAccess = 'public' | Readonly<Partial<Record<Role, Reach>>>;

/** What the path names, so that the wrong-owner test can give somebody else's. */
export type RouteObject = 'clip' | 'consent' | 'campaign' | 'camera' | 'act' | 'none';

/** A JSON document. */
interface DocumentSuccess {
  readonly status: 200 | 201;
  readonly response: z.ZodType;
}

/** A file, which is not JSON, and its type as it is sent. */
export interface FileSuccess {
  readonly status: 200;
  readonly response: 'bytes';
  readonly contentType: string;
}

/** One HTTP route, said once: router, templates, OpenAPI document and tests read it. */
export interface RouteContract {
  /** Also the OpenAPI operation id. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{parameters}`, as API Gateway writes them. */
  readonly path: `/v1/${string}`;
  /** `stage/name` of the function that answers it. */
  readonly function: string;
  readonly summary: string;
  readonly access: RouteAccess;
  readonly object: RouteObject;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly request?: z.ZodType;
  /** Status and shape of success. */
  readonly success: DocumentSuccess | FileSuccess;
  /**
   * How long anybody, browsers and CloudFront included, may show a public document again without
   * asking. Absent: never.
   */
  readonly cacheSeconds?: number;
  /** What it can be refused with, besides a malformed request and a missing sign-in. */
  readonly refusals: readonly RefusalCode[];
}

/** `GET /v1/clips/{clipId}`: how API Gateway names a route. */
export const routeKeyOf = ({ method, path }: Pick<RouteContract, 'method' | 'path'>): string =>
  `${method} ${path}`;

/** Declares a route, keeping its literal types. */
export const route = <const R extends RouteContract>(contract: R): R => contract;
