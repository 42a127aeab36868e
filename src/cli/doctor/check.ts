/** What one check found. `fix` says what to do about it. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem';
  readonly detail: string;
  readonly fix?: string;
}

const SIGNS = { ok: '✓', warning: '!', problem: '✗' } as const;

/** Findings as lines for a terminal: a sign, the name, the detail, and under it how to mend what is not well. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map((finding) => finding.name.length));
  return findings
    .map((finding) => {
      const head = `${SIGNS[finding.status]} ${finding.name.padEnd(width)}  `;
      const indent = ' '.repeat(head.length);
      const detail = finding.detail.split('\n').join(`\n${indent}`);
      const fix = finding.fix ? `\n${indent}→ ${finding.fix.split('\n').join(`\n${indent}  `)}` : '';
      return `${head}${detail}${fix}`;
    })
    .join('\n');
}
