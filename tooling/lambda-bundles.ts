/** The bundles of `deploy/template.yaml`: one folder for each Lambda function. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';

import { BUNDLE_OPTIONS } from './backend-bundle';
import { ARTIFACTS } from './paths';
import { thirdPartyNotice } from './third-party';

/** Where the template looks for them. */
export const LAMBDA_FOLDER = join(ARTIFACTS, 'lambda');

/** Function → its entry, relative to the project. */
export const LAMBDA_ENTRIES = {
  StackFlowGitHubSync: 'src/backend/lambda/github-sync.ts',
  StackFlowPublishMetrics: 'src/backend/lambda/publish-metrics.ts',
} as const;

export interface LambdaBundle {
  readonly name: string;
  readonly bytes: number;
}

/** Builds every function into a folder of its own below `folder`, to be called as `index.handler`. */
export async function buildLambdas(folder = LAMBDA_FOLDER): Promise<readonly LambdaBundle[]> {
  await rm(folder, { recursive: true, force: true });
  return await Promise.all(
    Object.entries(LAMBDA_ENTRIES).map(async ([name, entry]) => {
      const target = join(folder, name);
      const outfile = join(target, 'index.js');
      const { metafile } = await build({
        ...BUNDLE_OPTIONS,
        entryPoints: [entry],
        outfile,
        // A small file is read sooner when a function starts; names stay, for errors are told by them.
        minify: true,
        keepNames: true,
        legalComments: 'none',
        sourcemap: false,
      });
      await writeFile(join(target, 'THIRD_PARTY_NOTICES.txt'), thirdPartyNotice(metafile));
      return { name, bytes: Math.max(...Object.values(metafile.outputs).map(({ bytes }) => bytes)) };
    })
  );
}
