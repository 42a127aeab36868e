/** What the sandbox refused, in its own words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Speaks the sandbox's human face, which is on this page's own origin. Throws Refusal, or TypeError when nobody answers. */
export async function get<Answer>(path: string): Promise<Answer> {
  return read<Answer>(await fetch(`/sandbox${path}`));
}

export async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  return read<Answer>(
    await fetch(`/sandbox${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
}

/** Uploads a file; the answer is the id that names it in one command, message or modal. */
export async function upload(file: File): Promise<string> {
  const address = `/sandbox/uploads?filename=${encodeURIComponent(file.name)}`;
  const answer = await read<{ upload: string }>(await fetch(address, { method: 'POST', body: file }));
  return answer.upload;
}

async function read<Answer>(response: Response): Promise<Answer> {
  const answer: unknown = await response.json();
  if (response.ok) return answer as Answer;
  const message = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : '';
  throw new Refusal(String(message));
}
