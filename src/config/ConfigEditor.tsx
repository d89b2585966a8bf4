import React from 'react';

import { CloudWatchSection } from './cloudwatch/CloudWatchSection';
import { AuthenticationSection } from './connection/AuthenticationSection';
import { ConnectionSection } from './connection/ConnectionSection';
import { LimitsSection } from './connection/LimitsSection';
import { PrivacySection } from './connection/PrivacySection';
import { TlsSection } from './connection/TlsSection';
import { FreshnessSection } from './freshness/FreshnessSection';
import { GateSection } from './gate/GateSection';
import { GitHubSection } from './github/GitHubSection';
import { SloSection } from './slos/SloSection';
import type { ConfigProps } from './types';

/**
 * The data source's settings page. No setting can be changed where it is provisioned from a file;
 * SLOs and overrides of the change gate are kept in the database, and can.
 */
export function ConfigEditor(settings: ConfigProps) {
  return (
    <>
      <ConnectionSection settings={settings} />
      <AuthenticationSection settings={settings} />
      <TlsSection settings={settings} />
      <LimitsSection settings={settings} />
      <FreshnessSection settings={settings} />
      <PrivacySection settings={settings} />
      <SloSection settings={settings} />
      <GateSection settings={settings} />
      <GitHubSection settings={settings} />
      <CloudWatchSection settings={settings} />
    </>
  );
}
