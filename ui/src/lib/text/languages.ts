/** The languages offered first for a patient; any other tag that a visit already has is kept. */
export const LANGUAGES = ['en', 'es', 'ja', 'zh', 'vi', 'ko', 'tl', 'ru', 'ar', 'fr', 'pt', 'de', 'uk', 'so', 'hi'] as const;
