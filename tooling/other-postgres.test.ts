import { installEmbeddedPostgres } from './other-postgres';

it.each(['', '9', '14', '016', '__proto__', '../16'])('knows no version "%s"', (major) => {
  expect(() => installEmbeddedPostgres(major)).toThrow(`"${major}" is none of 15, 16, 17, 18`);
});
