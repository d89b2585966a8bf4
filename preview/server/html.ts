import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { PageBoot } from '../contract/page-boot';
import { PREVIEW } from './folders';

/** The version whose packages the page is made of. */
export function grafanaVersion(): string {
  const { dependencies } = JSON.parse(readFileSync(join(PREVIEW, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return dependencies['@grafana/ui'] ?? '';
}

/** The page: Grafana's boot data, then the bundle. */
export function pageHtml(boot: PageBoot): string {
  const { theme, role } = boot;
  const grafanaBootData = {
    user: {
      orgRole: role,
      login: `preview-${role.toLowerCase()}`,
      orgId: 1,
      timezone: 'browser',
      weekStart: '',
      theme,
    },
    settings: {
      appSubUrl: '',
      buildInfo: { version: boot.grafanaVersion, commit: 'preview', env: 'production', edition: 'Open Source' },
      featureToggles: {},
      minRefreshInterval: '5s',
    },
    navTree: [],
  };
  const background = theme === 'dark' ? '#111217' : '#f4f5f5';
  return `<!doctype html>
<html lang="en" data-state="loading">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>SRE Metrics preview</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/public/preview/page.css">
<style>html, body, #page { height: 100%; margin: 0; background: ${background} }</style>
</head>
<body class="theme-${theme}">
<div id="page"></div>
<script>
window.__grafana_public_path__ = '/public/';
window.grafanaBootData = ${inScript(grafanaBootData)};
window.previewBoot = ${inScript(boot)};
</script>
<script type="module" src="/public/preview/page.js"></script>
</body>
</html>
`;
}

/** JSON that cannot end the script it stands in. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
