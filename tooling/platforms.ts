/** A platform that a package is made for. */
export interface Platform {
  /** As on the command line: `linux-amd64`. */
  readonly name: string;
  /** As in the executable's name, after Go's habit: `linux_amd64`. */
  readonly suffix: string;
  /** `.exe` on Windows. */
  readonly extension: '' | '.exe';
  /** Bun's name for it: both its compile target and its npm package carry it. */
  readonly bun: string;
  /** `process.platform` and `process.arch` of Node there. */
  readonly node: string;
}

const platform = (os: string, arch: string, bun: string, node: string, extension: '' | '.exe' = ''): Platform => ({
  name: `${os}-${arch}`,
  suffix: `${os}_${arch}`,
  extension,
  bun,
  node,
});

/**
 * Linux means glibc, which Grafana's Alpine image has too. Bun's x64 builds run on any processor
 * with SSE4.2 (2008 and later), so there is no separate baseline build.
 */
export const PLATFORMS: readonly Platform[] = [
  platform('linux', 'amd64', 'linux-x64', 'linux-x64'),
  platform('linux', 'arm64', 'linux-aarch64', 'linux-arm64'),
  platform('darwin', 'amd64', 'darwin-x64', 'darwin-x64'),
  platform('darwin', 'arm64', 'darwin-aarch64', 'darwin-arm64'),
  platform('windows', 'amd64', 'windows-x64', 'win32-x64', '.exe'),
];

export function platformNamed(name: string): Platform {
  const found = PLATFORMS.find((candidate) => candidate.name === name);
  if (found === undefined) {
    throw new Error(
      `There is no platform "${name}"; choose from ${PLATFORMS.map(({ name: existing }) => existing).join(', ')}.`
    );
  }
  return found;
}

/** The platform this process runs on. */
export function hostPlatform(): Platform {
  const node = `${process.platform}-${process.arch}`;
  const found = PLATFORMS.find((candidate) => candidate.node === node);
  if (found === undefined) {
    throw new Error(`No package is made for this machine (${node}); name one with --platform.`);
  }
  return found;
}
