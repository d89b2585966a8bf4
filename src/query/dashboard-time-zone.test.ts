import { dashboardTimeZone } from './dashboard-time-zone';

test.each([
  ['utc', 'UTC'],
  ['', 'UTC'],
  [undefined, 'UTC'],
  ['Europe/Berlin', 'Europe/Berlin'],
  ['America/St_Johns', 'America/St_Johns'],
])('the setting %p means %s', (setting, zone) => {
  expect(dashboardTimeZone(setting)).toBe(zone);
});

test("the browser's zone is the one its clock shows", () => {
  const zone = dashboardTimeZone('browser');
  const noon = new Date('2026-07-01T12:00:00Z');
  expect(noon.toLocaleString('en', { timeZone: zone })).toBe(noon.toLocaleString('en'));
  expect(zone).toMatch(/^[A-Z]/);
});
