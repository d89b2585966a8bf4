/** `npm run test:attack`: input that means harm, against the real parts. */

import { backend } from './jest.config.mjs';

export default {
  ...backend,
  rootDir: import.meta.dirname,
  displayName: 'attack',
  testMatch: ['<rootDir>/test/attack/**/*.attack.ts'],
  testTimeout: 120_000,
};
