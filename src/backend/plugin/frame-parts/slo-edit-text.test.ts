import type { SloState } from '../../metrics/annotations/slo-edits';
import { sloEditSentence } from './slo-edit-text';

const STATE: SloState = { service: 'Shop', name: 'uptime', target_percent: 99.9, window_days: 30, enabled: true };

it.each<[string | null, SloState | null, SloState | null]>([
  ['created: 99.9 % over 30 d', null, STATE],
  ['created: 99.9 % over 30 d, disabled', null, { ...STATE, enabled: false }],
  ['created', null, {}],
  ['created, disabled', null, { enabled: false }],
  ['created', null, null],
  ['target 99.9 % to 99.5 %', STATE, { ...STATE, target_percent: 99.5 }],
  ['window 30 d to 7 d, disabled', STATE, { ...STATE, window_days: 7, enabled: false }],
  ['enabled', { ...STATE, enabled: false }, STATE],
  ['service Shop to Search, name uptime to reached', STATE, { ...STATE, service: 'Search', name: 'reached' }],
  ['runbook none to https://a', STATE, { ...STATE, runbook_url: 'https://a' }],
  ['runbook https://a to none', { ...STATE, runbook_url: 'https://a' }, { ...STATE, runbook_url: null }],
  // An edit from before runbooks, and one since.
  [null, STATE, { ...STATE, runbook_url: null }],
  // History from before may lack some.
  ['target 99.5 %', {}, { target_percent: 99.5 }],
  [null, STATE, {}],
  [null, STATE, null],
  [null, STATE, STATE],
])('"%s"', (sentence, before, after) => {
  expect(sloEditSentence({ before, after })).toBe(sentence);
});
