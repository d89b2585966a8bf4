import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import CopyPlugin from 'copy-webpack-plugin';

import { GRAFANA_EXTERNALS } from './tooling/grafana-externals.mjs';

/**
 * Builds the browser half into dist/: module.js, plugin.json with version and date filled in, the
 * pictures and the texts that Grafana shows. The backend's files in dist/ are left alone.
 */

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { id, info } = JSON.parse(readFileSync(join(root, 'src/plugin.json'), 'utf8'));

/** SOURCE_DATE_EPOCH (seconds) makes a build repeatable, as reproducible-builds.org defines it. */
function buildDate() {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  return (epoch === undefined ? new Date() : new Date(Number(epoch) * 1000)).toISOString().slice(0, 10);
}

const fillIn = (text) => text.toString().replaceAll('%VERSION%', version).replaceAll('%TODAY%', buildDate());

/** Pictures of `docs/img` that plugin.json names are shown by Grafana too. */
const SCREENSHOTS = info.screenshots.map(({ path }) => basename(path));

/** What this build makes, relative to dist/. Whatever else lies there is the backend's, and stays. */
const MADE_HERE = /^(?:(?:img|dashboards)\/|[^/]+\.(?:js|json|md)(?:\.map)?$|LICENSE$)/;

export default (_env, { mode = 'production' }) => ({
  mode,
  target: ['web', 'es2021'],
  context: join(root, 'src'),
  entry: { module: './module.ts' },
  devtool: mode === 'production' ? 'source-map' : 'cheap-module-source-map',
  externals: GRAFANA_EXTERNALS,
  output: {
    path: join(root, 'dist'),
    filename: '[name].js',
    library: { type: 'amd' },
    publicPath: `public/plugins/${id}/`,
    uniqueName: id,
    clean: { keep: (path) => !MADE_HERE.test(path) },
  },
  resolve: { extensions: ['.ts', '.tsx', '.js'] },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'swc-loader',
        options: {
          jsc: {
            target: 'es2021',
            parser: { syntax: 'typescript', tsx: true },
            // The runtime of React 19's JSX is not that of React 18, which Grafana 12.3 has.
            transform: { react: { runtime: 'classic' } },
          },
        },
      },
    ],
  },
  plugins: [
    new CopyPlugin({
      patterns: [
        { from: 'plugin.json', transform: fillIn },
        { from: 'README.md' },
        { from: 'img', to: 'img' },
        ...SCREENSHOTS.map((name) => ({ from: join(root, 'docs/img', name), to: 'img/[name][ext]' })),
        { from: join(root, 'dashboards/*.json'), to: 'dashboards/[name][ext]' },
        ...['CHANGELOG.md', 'LICENSE'].map((file) => ({ from: join(root, file), to: '[name][ext]' })),
      ],
    }),
  ],
  performance: {
    hints: mode === 'production' ? 'error' : false,
    maxAssetSize: 300_000,
    maxEntrypointSize: 300_000,
    // Pictures are loaded on the plugin's page alone.
    assetFilter: (name) => name.endsWith('.js'),
  },
  stats: 'errors-warnings',
});
