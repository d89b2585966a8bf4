import { Failure, asFailure, badRequest } from './failure';

it.each([
  [badRequest('Wrong.'), { status: 400, source: 'downstream', advice: null, text: 'Wrong.' }],
  [badRequest('Wrong.', 'Do right.'), { status: 400, advice: 'Do right.', text: 'Wrong. Do right.' }],
  [
    new Failure({ status: 504, source: 'downstream', message: 'Slow.', advice: 'Wait.' }),
    { status: 504, text: 'Slow. Wait.', name: 'Failure' },
  ],
])('%s has one text of message and advice', (failure, expected) => {
  expect(failure).toMatchObject(expected);
});

it('leaves a failure as it is', () => {
  const failure = badRequest('Wrong.');
  expect(asFailure(failure)).toBe(failure);
});

it.each([new Error('password=s3cret'), 's3cret', { s3cret: true }, undefined, null])(
  'takes anything else for a fault of this program, and keeps its words from users (%#)',
  (thrown) => {
    const failure = asFailure(thrown);
    expect(failure).toMatchObject({ status: 500, source: 'plugin', cause: thrown });
    expect(failure.text).not.toContain('s3cret');
    expect(failure.text).toMatch(/Grafana's log/);
  }
);
