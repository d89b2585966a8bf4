import fc from 'fast-check';

import { overrideRequestSchema, parseEntered, releaseRequestSchema } from './gate';
import { parseQuery } from './query';

const OVERRIDE = { service: 'Shop', reason: 'A fix', hours: 4 };

describe('what a person enters', () => {
  it('is taken without the blanks around it', () => {
    expect(parseEntered(overrideRequestSchema, { ...OVERRIDE, service: ' Shop ', reason: ' A fix\n' })).toEqual({
      ok: true,
      value: OVERRIDE,
    });
    expect(parseEntered(releaseRequestSchema, { reason: 'x' })).toEqual({ ok: true, value: { reason: 'x' } });
  });

  it.each([
    ['service', { ...OVERRIDE, service: undefined }, "service is missing; enter a service's name."],
    ['reason', { ...OVERRIDE, reason: ' ' }, 'reason is missing; enter why the changes may go ahead.'],
    ['hours', { ...OVERRIDE, hours: 720.5 }, 'hours must be at most 720.'],
    ['hours', { ...OVERRIDE, hours: Number.NaN }, 'hours must be a number of hours.'],
    ['by', { ...OVERRIDE, by: 'me' }, 'by is not a field of this request.'],
    ['', [], 'The request must be a JSON object.'],
    ['', null, 'The request must be a JSON object.'],
  ])('is refused, and %j is named', (field, candidate, message) => {
    expect(parseEntered(overrideRequestSchema, candidate)).toEqual({ ok: false, field, message });
  });

  it('never makes it throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (candidate) => typeof parseEntered(overrideRequestSchema, candidate).ok === 'boolean')
    );
  });
});

describe('a gate query', () => {
  it('is of decisions, as a table, where nothing else is said', () => {
    expect(parseQuery({ queryType: 'gate' })).toMatchObject({
      ok: true,
      query: { view: 'decisions', shape: 'table', services: [], teams: [], tiers: [] },
    });
  });

  it.each([
    ['decisions', true],
    ['blocked', true],
    ['summary', false],
    ['spells', false],
    ['overrides', false],
  ])('of %s as a value: %s', (view, ok) => {
    expect(parseQuery({ queryType: 'gate', view, shape: 'value' })).toMatchObject(ok ? { ok } : { ok, field: 'shape' });
  });

  it.each([
    ['view', { view: 'verdicts' }],
    ['shape', { shape: 'series' }],
    ['limit', { limit: 0 }],
    ['colour', { colour: 'red' }],
  ])('names the wrong field: %s', (field, fields) => {
    expect(parseQuery({ queryType: 'gate', ...fields })).toMatchObject({ ok: false, field });
  });
});
