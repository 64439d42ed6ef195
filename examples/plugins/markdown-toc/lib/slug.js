/**
 * Makes anchors as GitHub does: lower case, punctuation dropped, spaces to dashes, and a number where one was used.
 *
 * @returns {(text: string) => string} A function that remembers the anchors of one document.
 */
export function createSlugger() {
  const used = new Map();
  return (text) => {
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    const count = used.get(slug) ?? 0;
    used.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}
