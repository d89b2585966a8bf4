import React from 'react';

import { AuthenticationSection } from './AuthenticationSection';
import { CloudWatchSection } from './cloudwatch/CloudWatchSection';
import { ConnectionSection } from './ConnectionSection';
import { GateSection } from './gate/GateSection';
import { GitHubSection } from './github/GitHubSection';
import { LimitsSection } from './LimitsSection';
import { PrivacySection } from './PrivacySection';
import { SloSection } from './slos/SloSection';
import { TlsSection } from './TlsSection';
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
      <PrivacySection settings={settings} />
      <SloSection settings={settings} />
      <GateSection settings={settings} />
      <GitHubSection settings={settings} />
      <CloudWatchSection settings={settings} />
    </>
  );
}
