import fc from 'fast-check';

import { PUBLISHED_KINDS } from '../../model/publishing';
import { HOUR_MS } from '../metrics/hourly/due-hours';
import { claimsOf } from './claims';

const hour = fc.record({ kind: fc.constantFrom(...PUBLISHED_KINDS), hourMs: fc.nat(335).map((n) => n * HOUR_MS) });
const due = fc
  .uniqueArray(hour, { maxLength: 300, selector: ({ kind, hourMs }) => `${kind} ${hourMs}` })
  .map((hours) => hours.toSorted((a, b) => a.hourMs - b.hourMs));

it('claims every hour once, in order, near the edge one hour at a time', () => {
  fc.assert(
    fc.property(due, fc.integer({ min: 1, max: 50 }), (hours, most) => {
      const claims = claimsOf({ hours, oldestMs: 0 }, most);
      expect(claims.flat()).toEqual(hours);
      for (const claim of claims) {
        const starts = new Set(claim.map(({ hourMs }) => hourMs));
        const isEdge = [...starts].some((hourMs) => hourMs < 72 * HOUR_MS);
        expect(isEdge ? starts.size : claim.length).toBeLessThanOrEqual(isEdge ? 1 : most);
      }
    })
  );
});
