/**
 * Counts a text by the rules of its language (Unicode UAX #29), so that Japanese has words and an emoji is one character.
 *
 * @param {string} text
 * @param {{ locale?: string, wordsPerMinute?: number }} [options]
 * @returns {{ words: number, sentences: number, characters: number, lines: number, readingMinutes: number }}
 */
export function count(text, { locale = 'en', wordsPerMinute = 230 } = {}) {
  const words = segments(text, locale, 'word').filter(({ isWordLike }) => isWordLike).length;
  return {
    words,
    sentences: segments(text, locale, 'sentence').filter(({ segment }) => segment.trim() !== '').length,
    characters: segments(text, locale, 'grapheme').length,
    lines: text === '' ? 0 : text.split(/\r\n|\r|\n/).length,
    readingMinutes: Math.ceil(words / wordsPerMinute),
  };
}

/**
 * The words that stand most often in a text, most frequent first; equally frequent ones in alphabetical order.
 *
 * @param {string} text
 * @param {{ locale?: string, limit?: number }} [options]
 * @returns {{ word: string, times: number }[]}
 */
export function frequentWords(text, { locale = 'en', limit = 10 } = {}) {
  const times = new Map();
  for (const { segment, isWordLike } of segments(text, locale, 'word')) {
    const word = segment.toLocaleLowerCase(locale);
    if (isWordLike) times.set(word, (times.get(word) ?? 0) + 1);
  }
  return [...times]
    .map(([word, n]) => ({ word, times: n }))
    .sort((a, b) => b.times - a.times || a.word.localeCompare(b.word, locale))
    .slice(0, limit);
}

function segments(text, locale, granularity) {
  return [...new Intl.Segmenter(locale, { granularity }).segment(text)];
}
