// Written by `npm run generate` from core/contracts/http. Do not edit.
export const roles = ["contributor","reviewer","compliance","platform","ml"] as const;
export const categories = ["package-theft","car-door","person"] as const;
export const scenarios = ["real","staged"] as const;
export const purposes = ["human-review","model-training","redacted-publication"] as const;
export const contentTypes = ["video/mp4","video/quicktime","video/webm","video/x-matroska"] as const;
export const rejectionReasons = ["event-not-visible","wrong-category","scenario-misdeclared","people-identifiable-without-consent","poor-quality","duplicate","inappropriate-content"] as const;
export const footageVariants = ["redacted","original"] as const;
export const viewReasons = ["event-is-covered","redaction-in-doubt","redaction-to-check","moderation-to-judge","picture-quality"] as const;
export const recordClasses = ["accepted-clip","rejected-clip","refused-upload","unused-grant","withdrawn-clip"] as const;
