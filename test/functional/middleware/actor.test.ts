import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { routes } from '../../../core/contracts/http/routes.ts';
import { actorOf } from '../../../functions/middleware/actor.ts';
import { captured, capturedPerson, requestFor } from './invocation.ts';

describe('who asks', () => {
  it.each(['http-request-groups-as-text', 'http-request-groups-as-list'])(
    'is read from the captured %s',
    (name) => {
      expect(actorOf(captured<APIGatewayProxyEventV2>(name))).toEqual({
        actorId: capturedPerson,
        roles: ['contributor', 'reviewer'],
      });
    },
  );

  it.each([
    ['[contributor]', ['contributor']],
    ['contributor', ['contributor']],
    ['[platform ml]', ['platform', 'ml']],
    ['[platform, ml]', ['platform', 'ml']],
    ['[]', []],
    ['', []],
    ['[administrators contributor]', ['contributor']],
    ['[contributors]', []],
  ])('has the roles of the groups "%s" that are roles', (groups, roles) => {
    expect(actorOf(requestFor(routes.getClip, { groups })).roles).toEqual(roles);
  });

  it('has no role without the claim', () => {
    const event = requestFor(routes.getClip, { groups: '[contributor]' });
    const { authorizer } = event.requestContext as unknown as {
      authorizer: { jwt: { claims: Record<string, unknown> } };
    };
    delete authorizer.jwt.claims['cognito:groups'];
    expect(actorOf(event)).toEqual({ actorId: capturedPerson, roles: [] });
  });

  it('is nobody without a sign-in: refused, whatever the event holds besides', () => {
    const event = requestFor(routes.getClip);
    expect(() => actorOf(event)).toThrow('The sign-in names no person.');
    expect(() => actorOf(event)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
  });

  it.each(['', 'a b', '../somebody', 'x'.repeat(129)])(
    'is refused when the subject could not be part of an id: "%s"',
    (sub) => {
      const event = requestFor(routes.getClip, { groups: '[contributor]' });
      const { authorizer } = event.requestContext as unknown as {
        authorizer: { jwt: { claims: Record<string, unknown> } };
      };
      authorizer.jwt.claims['sub'] = sub;
      expect(() => actorOf(event)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
    },
  );
});
