import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { installPythonProgram } from './python-program';
import { LOOPBACK } from './ports';

/** The version of docker-compose.yml too. Before 5.2.5 it unpacked requests twice that the SDK had packed. */
export const MOTO_VERSION = '5.2.5';

/** An emulator of CloudWatch of one's own, empty at first, which keeps everything in memory. */
export interface Moto {
  readonly url: string;
  /** Every value that it keeps of a metric, of all dimensions and times, in no order. */
  rawValues(namespace: string, metric: string): Promise<number[]>;
  stop(): Promise<void>;
}

/**
 * Installs moto, an emulator of AWS, from PyPI where it is not there yet.
 *
 * @returns the path of its server
 * @throws Error that says what is missing on this machine
 */
export function installMoto(): string {
  return installPythonProgram({ name: 'moto', version: MOTO_VERSION, extra: 'server', program: 'moto_server' });
}

/** Starts moto on a free port of this machine. */
export async function startMoto(): Promise<Moto> {
  const child = spawn(installMoto(), ['--host', LOOPBACK, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(child, 'exit');
  const lines = createInterface(child.stderr);
  const outputLines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      outputLines.push(line);
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (found !== undefined) {
        lines.close();
        child.stderr.resume();
        resolve(found);
      }
    });
    exit.then(() => reject(new Error(`moto did not start: ${outputLines.join('\n')}`)), reject);
  });
  return {
    url,
    rawValues: (namespace, metric) => rawValues(url, namespace, metric),
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

interface StoredDatum {
  readonly namespace: string;
  readonly name: string;
  readonly value: number;
}

async function rawValues(url: string, namespace: string, metric: string): Promise<number[]> {
  const response = await fetch(`${url}/moto-api/data.json`);
  // Absent until the first request to CloudWatch.
  const { cloudwatch } = (await response.json()) as { cloudwatch?: { MetricDatum: readonly StoredDatum[] } };
  const stored = cloudwatch?.MetricDatum.filter((datum) => datum.namespace === namespace && datum.name === metric);
  return stored?.map(({ value }) => value) ?? [];
}
