/** Where requests go through, from npm's settings (which `npm run` passes on) and the usual variables. */
export interface ProxySettings {
  readonly https: string | null;
  readonly http: string | null;
  /** Hosts, or ends of hosts, that are asked directly. */
  readonly direct: readonly string[];
}

/** npm's own order: its settings first, then the environment's, small letters or capitals. */
export function proxySettings(environment: NodeJS.ProcessEnv): ProxySettings {
  const first = (...names: string[]): string | null => {
    for (const name of names) {
      const value = environment[name];
      if (value !== undefined && value !== '' && value !== 'null') return value;
    }
    return null;
  };
  const http = first('npm_config_proxy', 'http_proxy', 'HTTP_PROXY', 'proxy', 'PROXY');
  return {
    https: first('npm_config_https_proxy', 'https_proxy', 'HTTPS_PROXY') ?? http,
    http,
    direct: (first('npm_config_noproxy', 'no_proxy', 'NO_PROXY') ?? '')
      .split(',')
      .map((host) => host.trim().replace(/^\*?\./, ''))
      .filter((host) => host !== ''),
  };
}

/** The proxy for an address, or null when it is asked directly. */
export function proxyFor(url: URL, { https, http, direct }: ProxySettings): URL | null {
  const excepted = direct.some(
    (host) => host === '*' || url.hostname === host || url.hostname.endsWith(`.${host}`),
  );
  const proxy = excepted ? null : url.protocol === 'https:' ? https : http;
  return proxy === null ? null : new URL(proxy);
}
