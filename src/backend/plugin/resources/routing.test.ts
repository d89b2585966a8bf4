import { CallResourceRequest } from '../../protocol/generated/pluginv2/backend';
import { WrongMethod, matchRoute, ok, route } from './routing';
import type { Route } from './routing';

const answer = () => Promise.resolve(ok(null));
const ROUTES: readonly Route[] = [
  route('GET', 'things', answer),
  route('POST', 'things', answer),
  route('PUT', 'things/{id}', answer),
  route('GET', 'things/{id}/history', answer),
  route('GET', 'slos/{service...}', answer),
];

function refused(method: string, url: string): unknown {
  try {
    return match(method, url);
  } catch (error) {
    return error;
  }
}

const match = (method: string, url: string) => {
  const { route: found, path } = matchRoute(ROUTES, CallResourceRequest.fromPartial({ method, url }));
  return [found.pattern, path];
};

it.each([
  ['GET', 'things', 'things', {}],
  ['GET', '/things/?a=b/c', 'things', {}],
  ['GET', './things', 'things', {}],
  ['GET', '/././//things///', 'things', {}],
  ['GET', 'slos/.', 'slos/{service...}', { service: '.' }],
  ['PUT', 'things/7', 'things/{id}', { id: '7' }],
  ['PUT', 'things/a%2Fb', 'things/{id}', { id: 'a/b' }],
  ['GET', 'things/7/history', 'things/{id}/history', { id: '7' }],
  ['GET', 'slos/My%20Shop', 'slos/{service...}', { service: 'My Shop' }],
  ['GET', 'slos/a/b', 'slos/{service...}', { service: 'a/b' }],
  ['GET', 'slos/a%2Fb', 'slos/{service...}', { service: 'a/b' }],
  ['GET', 'slos/50%25%3F', 'slos/{service...}', { service: '50%?' }],
  ['GET', 'slos/K%C3%A4se', 'slos/{service...}', { service: 'Käse' }],
  ['GET', 'slos/Käse', 'slos/{service...}', { service: 'Käse' }],
  ['GET', 'slos/__proto__', 'slos/{service...}', { service: '__proto__' }],
])('%s %s', (method, url, pattern, path) => {
  expect(match(method, url)).toEqual([pattern, path]);
});

it.each([
  ['GET', '', 404, '/slos/{service}'],
  ['GET', 'thing', 404, '"/thing"'],
  ['GET', 'constructor', 404, '/things/{id}/history'],
  ['GET', 'things/7/past', 404, '"/things/7/past"'],
  ['PUT', 'things//', 405, 'GET or POST'],
  ['GET', 'things//history', 404, 'no resource'],
  ['GET', 'slos', 404, 'no resource'],
  ['GET', 'slos/', 404, 'no resource'],
  ['GET', 'things/7', 405, 'Use PUT.'],
  ['DELETE', 'things', 405, 'Use GET or POST.'],
  ['GET', 'slos/%E4', 400, 'not percent-encoded'],
  ['GET', `slos/${'a'.repeat(4092)}`, 414, '4096 bytes'],
  ['GET', `${'/'.repeat(1_000_000)}a`, 414, '4096 bytes'],
  ['GET', `things/${'/'.repeat(4000)}7`, 404, 'no resource'],
])('%s "%s" is %i', (method, url, status, text) => {
  expect(refused(method, url)).toMatchObject({ status, text: expect.stringContaining(text) });
});

it.each<[string, string, number]>([
  ['a long name', `slos/${'a'.repeat(4092)}`, 414],
  ['a million slashes', `${'/'.repeat(1_000_000)}a`, 414],
  ['as many slashes as go', `things${'/'.repeat(4089)}7`, 404],
  ['a long query', `things?${'a'.repeat(5000)}`, 200],
])('takes a path of 4096 bytes and refuses a longer one: %s', (_what, url, status) => {
  expect(refused('GET', url)).toMatchObject(status === 200 ? ['things', {}] : { status });
});

it('tells which methods are allowed', () => {
  const refusal = refused('PATCH', 'things');
  expect(refusal).toBeInstanceOf(WrongMethod);
  expect(refusal).toMatchObject({ allowed: ['GET', 'POST'] });
});
