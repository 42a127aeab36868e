/**
 * Addresses of files are signed anew whenever a message is read. One that was given before is used again, so that a
 * message that changes does not fetch and flash all its pictures.
 */
export class StableAddresses {
  readonly #known = new Map<string, string>();

  of(address: string): string {
    const path = address.split('?')[0] ?? address;
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    this.#known.set(path, address);
    return address;
  }

  /** The address did not work: the one given next is taken. */
  forget(address: string): void {
    this.#known.delete(address.split('?')[0] ?? address);
  }
}
