import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { minVersion, satisfies, subset } from 'semver';
import { z } from 'zod';

import { ROOT } from './paths';

/** The versions of Node that package.json promises, against what the locked packages ask for. */

const manifestSchema = z.object({ engines: z.object({ node: z.string() }) });

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().default(false),
      optional: z.boolean().default(false),
      // Old packages list engines in an array.
      engines: z.union([z.object({ node: z.string().default('*') }), z.array(z.string())]).optional(),
    })
  ),
});

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

interface Locked {
  readonly name: string;
  readonly node: string;
  readonly isShipped: boolean;
}

function lockedPackages(folder: string): Locked[] {
  const { packages } = lockSchema.parse(read(join(folder, 'package-lock.json')));
  return Object.entries(packages).flatMap(([path, { version, dev, optional, engines }]) => {
    const node = Array.isArray(engines) ? '*' : (engines?.node ?? '*');
    // npm leaves out an optional package that does not suit the machine.
    return path === '' || optional ? [] : [{ name: `${path}@${version ?? ''}`, node, isShipped: !dev }];
  });
}

describe.each(['.', 'preview'])('in %s', (folder) => {
  const { engines } = manifestSchema.parse(read(join(folder, 'package.json')));
  const locked = lockedPackages(folder);
  const least = minVersion(engines.node)?.version ?? '';

  it('there are packages to look at', () => {
    expect(locked.length).toBeGreaterThan(100);
    expect(least).toBe('20.19.0');
  });

  it('every package takes the least Node that is promised', () => {
    expect(locked.filter(({ node }) => !satisfies(least, node))).toEqual([]);
  });

  it('every package that code is run with takes each Node that is promised', () => {
    expect(locked.filter(({ node, isShipped }) => isShipped && !subset(engines.node, node))).toEqual([]);
  });

  it('this Node is one of those', () => {
    expect(satisfies(process.versions.node, engines.node)).toBe(true);
  });
});
