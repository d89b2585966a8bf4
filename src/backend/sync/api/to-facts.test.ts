import fc from 'fast-check';

import { deploymentFacts } from './to-facts';

const SHOP = { id: 7, fullName: 'acme/shop' };
const createdAt = new Date('2026-03-02T09:12:00Z');

const ended = (...states: readonly { state: string; second: number }[]) =>
  deploymentFacts(SHOP, {
    databaseId: 2,
    commitOid: '2'.repeat(40),
    environment: 'production',
    createdAt,
    statuses: {
      nodes: states.map(({ state, second }) => ({
        state,
        createdAt: new Date(createdAt.getTime() + second * 1_000),
        environmentUrl: null,
        logUrl: null,
      })),
    },
  });

describe('deploymentFacts', () => {
  it('takes the worse of two ends of the same second, whichever GitHub lists first', () => {
    const [success, failure] = [
      { state: 'SUCCESS', second: 1 },
      { state: 'FAILURE', second: 1 },
    ];
    expect(ended(success, failure)).toMatchObject({ state: 'failure' });
    expect(ended(failure, success)).toMatchObject({ state: 'failure' });
  });

  it('does not depend on the order of the statuses', () => {
    const status = fc.record({
      state: fc.constantFrom('SUCCESS', 'FAILURE', 'ERROR', 'INACTIVE', 'IN_PROGRESS', 'PENDING'),
      second: fc.integer({ min: 0, max: 3 }),
    });
    const orders = fc
      .array(status, { minLength: 1, maxLength: 5 })
      .chain((listed) => fc.tuple(fc.constant(listed), fc.shuffledSubarray(listed, { minLength: listed.length })));
    fc.assert(fc.property(orders, ([one, other]) => expect(ended(...one)).toEqual(ended(...other))));
  });

  it('is pending since it was created where nothing was told yet', () => {
    expect(ended()).toMatchObject({ state: 'pending', stateAt: createdAt });
  });
});
