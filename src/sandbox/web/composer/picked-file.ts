/** A file that was chosen and not sent yet, and an address to show it by. */
export interface PickedFile {
  readonly file: File;
  readonly preview: string;
}

export function pick(file: File): PickedFile {
  return { file, preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : '' };
}

/** Takes a sample photo in hand, as if it had been dropped. */
export async function pickSample(address: string): Promise<PickedFile> {
  const response = await fetch(address);
  const blob = await response.blob();
  return pick(new File([blob], sampleName(address), { type: blob.type }));
}

export function sampleName(address: string): string {
  return decodeURIComponent(address.split('/').at(-1) ?? '');
}

/** What a sample is called, for people: without the ending. */
export function sampleTitle(address: string): string {
  return sampleName(address)
    .replace(/\.\w+$/, '')
    .replace(/[-_]/g, ' ');
}
