/** Hash addresses: `#/?state=SILENT&view=list`, `#/node/lab/n1?q=driver`. Everything the reader chose is in them. */

export type Query = Readonly<Record<string, string>>;

export type Route =
  | { page: 'fleet'; query: Query }
  | { page: 'node'; cluster: string; name: string; query: Query }
  | { page: 'drift'; query: Query }
  | { page: 'peers'; query: Query }
  | { page: 'waivers'; query: Query }
  | { page: 'rollouts'; query: Query }
  | { page: 'nowhere'; path: string; query: Query };

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(hash: string): Route {
  const address = hash.replace(/^#/, '');
  const mark = address.indexOf('?');
  const path = mark < 0 ? address : address.slice(0, mark);
  const query = Object.fromEntries(new URLSearchParams(mark < 0 ? '' : address.slice(mark + 1)));
  const parts = path.split('/').filter(Boolean).map(decode);
  if (parts.length === 0) return { page: 'fleet', query };
  if (parts.length === 1 && parts[0] === 'drift') return { page: 'drift', query };
  if (parts.length === 1 && parts[0] === 'peers') return { page: 'peers', query };
  if (parts.length === 1 && parts[0] === 'waivers') return { page: 'waivers', query };
  if (parts.length === 1 && parts[0] === 'rollouts') return { page: 'rollouts', query };
  const [page, cluster, name] = parts;
  if (page === 'node' && cluster && name && parts.length === 3) return { page: 'node', cluster, name, query };
  return { page: 'nowhere', path, query };
}

function withQuery(path: string, query: Query): string {
  const chosen = Object.entries(query).filter(([, value]) => value !== '');
  return chosen.length === 0 ? path : `${path}?${new URLSearchParams(chosen)}`;
}

export const fleetHref = (query: Query = {}): string => withQuery('#/', query);

export const driftHref = (query: Query = {}): string => withQuery('#/drift', query);

export const peersHref = (): string => '#/peers';
export const waiversHref = (): string => '#/waivers';
export const rolloutsHref = (query: Query = {}): string => withQuery('#/rollouts', query);

export const nodeHref = (node: { cluster: string; name: string }, query: Query = {}): string =>
  withQuery(`#/node/${encodeURIComponent(node.cluster)}/${encodeURIComponent(node.name)}`, query);

/** A node id is `<cluster>/<node>`; neither half holds a slash. */
export function nodeIdHref(id: string): string {
  const slash = id.indexOf('/');
  return nodeHref({ cluster: id.slice(0, slash), name: id.slice(slash + 1) });
}

export function routeHref(route: Route): string {
  if (route.page === 'fleet') return fleetHref(route.query);
  if (route.page === 'drift') return driftHref(route.query);
  if (route.page === 'peers') return withQuery(peersHref(), route.query);
  if (route.page === 'waivers') return withQuery(waiversHref(), route.query);
  if (route.page === 'rollouts') return rolloutsHref(route.query);
  if (route.page === 'node') return nodeHref(route, route.query);
  return withQuery(`#${route.path}`, route.query);
}
