// Written by `npm run generate` from core/contracts/http. Do not edit.
export interface paths {
    readonly "/v1/campaigns": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What is wanted, at what rate, until when, and how much is still needed.
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["listCampaigns"];
        readonly put?: never;
        /**
         * Opens a campaign.
         * @description For platform (everybody’s).
         */
        readonly post: operations["createCampaign"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/campaigns/{campaignId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One campaign.
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["getCampaign"];
        /**
         * Changes a campaign; what was promised to clips already granted stays.
         * @description For platform (everybody’s).
         */
        readonly put: operations["changeCampaign"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/campaigns/{campaignId}/draft": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A campaign as a change of it takes it, with the review rule and the notice’s texts.
         * @description For platform (everybody’s).
         */
        readonly get: operations["getCampaignDraft"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/campaigns/{campaignId}/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Pauses, opens again or closes a campaign; closing is for ever.
         * @description For platform (everybody’s).
         */
        readonly put: operations["setCampaignStatus"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/campaigns/{campaignId}/notices/{noticeVersion}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A consent notice, in every language it was given in; old versions stay.
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["getNotice"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/consents": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What one has consented to, campaign by campaign.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly get: operations["listConsents"];
        readonly put?: never;
        /**
         * Consents to a campaign’s notice, purpose by purpose.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["giveConsent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/consents/{consentId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One consent record.
         * @description For contributor (one’s own only; anyone else’s is not found), compliance (everybody’s).
         */
        readonly get: operations["getConsent"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/consents/{consentId}/withdrawal": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Takes consent back, for all or for some purposes; stops everything under it at once.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["withdrawConsent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/cameras": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One’s own cameras, oldest first.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly get: operations["listCameras"];
        readonly put?: never;
        /**
         * Registers a camera; the same label and area give the same camera.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["registerCamera"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/cameras/{cameraId}/retirement": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ends giving clips from a camera; what was given stays.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["retireCamera"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/acts/{actId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One’s own act: which clips of which cameras show one event.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly get: operations["getAct"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/grants": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Asks for a single-use upload grant for exactly one file.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["openGrant"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/parts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Which parts of one’s own upload have arrived: where to go on after a crash.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly get: operations["listParts"];
        readonly put?: never;
        /**
         * Signs parts of one’s own upload, the first time or again after a URL has ended.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["signParts"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/completion": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Joins the parts of one’s own upload, once all have arrived.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["completeUpload"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One’s own clips, newest first.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly get: operations["listClips"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Where a clip stands, and why.
         * @description For contributor (one’s own only; anyone else’s is not found), compliance (everybody’s), platform (everybody’s).
         */
        readonly get: operations["getClip"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/abandonment": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Closes one’s own grant whose upload will not come.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["abandonUpload"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/reviews": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Clips that wait for a reviewer, oldest deadline first.
         * @description For reviewer (everybody’s but one’s own).
         */
        readonly get: operations["listReviews"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/reviews/{clipId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One clip with the machine’s evidence and links to its redacted copy and frames.
         * @description For reviewer (everybody’s but one’s own).
         */
        readonly get: operations["getReview"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/reviews/{clipId}/views": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * A link to a claimed clip’s original or unshown copy, for a reason that is logged.
         * @description For reviewer (everybody’s but one’s own).
         */
        readonly post: operations["viewFootage"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/reviews/{clipId}/claim": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Takes a clip for a quarter of an hour.
         * @description For reviewer (everybody’s but one’s own).
         */
        readonly post: operations["claimReview"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/reviews/{clipId}/decision": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Accepts a claimed clip, or rejects it with a reason.
         * @description For reviewer (everybody’s but one’s own).
         */
        readonly post: operations["decideReview"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/earnings": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What one has earned and not yet been paid.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly get: operations["getEarnings"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/award": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The award of a clip.
         * @description For contributor (one’s own only; anyone else’s is not found), platform (everybody’s).
         */
        readonly get: operations["getAward"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/campaigns/{campaignId}/honor-wall": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The top of a campaign’s Honor Wall: aliases and accepted clips.
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["getHonorWall"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/campaigns/{campaignId}/standing": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One’s own score and rank.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly get: operations["getStanding"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/wall-profile": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Appears on the Honor Wall under an alias, or hides, at once.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly put: operations["putWallProfile"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/withdrawal": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Takes one’s own clip back. Money already awarded stays earned.
         * @description For contributor (one’s own only; anyone else’s is not found).
         */
        readonly post: operations["withdrawClip"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/erasure": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * How far the erasure of a clip is, and what stands in its way.
         * @description For contributor (one’s own only; anyone else’s is not found), compliance (everybody’s).
         */
        readonly get: operations["getErasure"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/retention-schedule": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * How long each class of record is kept, and why.
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["getRetentionSchedule"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/retention-schedule/{recordClass}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Sets how long a class of record is kept.
         * @description For compliance (everybody’s).
         */
        readonly put: operations["putRetentionRule"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/consents/{consentId}/receipt": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The consent receipt, with its proof in the evidence log.
         * @description For contributor (one’s own only; anyone else’s is not found), compliance (everybody’s).
         */
        readonly get: operations["getConsentReceipt"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/consents/{consentId}/withdrawal/receipt": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The receipt of the newest withdrawal of a consent, with its proof in the log.
         * @description For contributor (one’s own only; anyone else’s is not found), compliance (everybody’s).
         */
        readonly get: operations["getWithdrawalReceipt"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/award/receipt": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The award’s receipt, with its proof in the evidence log.
         * @description For contributor (one’s own only; anyone else’s is not found), compliance (everybody’s), platform (everybody’s).
         */
        readonly get: operations["getAwardReceipt"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/clips/{clipId}/erasure/receipt": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The erasure receipt, with its proof in the evidence log.
         * @description For contributor (one’s own only; anyone else’s is not found), compliance (everybody’s).
         */
        readonly get: operations["getErasureReceipt"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/evidence/key": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The log’s origin and public key: what a verifier needs, once.
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["getEvidenceKey"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/evidence/checkpoint": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The log’s newest signed checkpoint (C2SP tlog-checkpoint).
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["getCheckpoint"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/evidence/tile/{tile}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A tile or entry bundle of the log (C2SP tlog-tiles).
         * @description For anyone, without a sign-in.
         */
        readonly get: operations["getTile"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/queues": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What waits in each queue, and what was put aside.
         * @description For platform (everybody’s).
         */
        readonly get: operations["listQueues"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/queues/{queue}/redrive": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Sends what was put aside back to its queue, once its cause is mended.
         * @description For platform (everybody’s).
         */
        readonly post: operations["redriveQueue"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly CampaignDraft: {
            readonly title: string;
            readonly brief: string;
            readonly opensAt: components["schemas"]["Instant"];
            readonly closesAt: components["schemas"]["Instant"];
            /** @description Where from; empty: from anywhere. */
            readonly regions: readonly components["schemas"]["Area"][];
            /** @description Covers every slot: what all wanted clips cost together. */
            readonly budget: {
                readonly amountMinor: number;
                /** @enum {string} */
                readonly currency: "USD" | "EUR" | "GBP" | "CAD";
            };
            readonly terms: readonly components["schemas"]["CategoryTerms"][];
            readonly footage: components["schemas"]["AcceptedFootage"];
            readonly review: components["schemas"]["ReviewRule"];
            readonly notice: components["schemas"]["ConsentNotice"];
            readonly campaignId?: components["schemas"]["CampaignId"];
        };
        /**
         * Format: date-time
         * @description ISO 8601, UTC, with milliseconds.
         */
        readonly Instant: string;
        /** @description ISO 3166-2: a country (CA) or a part of one (US-OR). */
        readonly Area: string;
        readonly CategoryTerms: {
            /** @enum {string} */
            readonly category: "package-theft" | "car-door" | "person";
            readonly reward: {
                readonly amountMinor: number;
                /** @enum {string} */
                readonly currency: "USD" | "EUR" | "GBP" | "CAD";
            };
            readonly wanted: number;
            readonly capPerContributor: number;
            readonly capPerCamera: number;
            readonly capPerAct: number;
        };
        readonly AcceptedFootage: {
            readonly contentTypes: readonly ("video/mp4" | "video/quicktime" | "video/webm" | "video/x-matroska")[];
            readonly codecs: readonly ("h264" | "hevc" | "vp8" | "vp9" | "av1" | "prores")[];
            readonly minDurationSeconds: number;
            readonly maxDurationSeconds: number;
            readonly minWidth: number;
            readonly minHeight: number;
            readonly maxPixels: number;
            readonly maxFrameRate: number;
            readonly maxBytes: number;
        };
        readonly ReviewRule: {
            readonly version: string;
            readonly acceptScenarios: readonly ("real" | "staged")[];
            readonly minPeakMotion: number;
            readonly minMomentCount: number;
            /** @description Evidence of the declared category under which a person looks; 0 asks none. */
            readonly minEventScore: number;
            readonly moderation: components["schemas"]["ModerationPolicy"];
            readonly decisionDays: number;
        };
        /** @description What follows from what moderation finds. */
        readonly ModerationPolicy: {
            readonly version: string;
            readonly rules: readonly {
                readonly label: string;
                readonly minConfidence: number;
                /** @enum {string} */
                readonly action: "refer" | "refuse-to-show" | "freeze";
                readonly explicit: boolean;
            }[];
            readonly otherwise: {
                readonly minConfidence: number;
                /** @enum {string} */
                readonly action: "refer" | "refuse-to-show" | "freeze";
            };
        };
        readonly ConsentNotice: {
            readonly version: string;
            readonly minimumAgeYears: number;
            readonly texts: readonly {
                readonly language: string;
                readonly text: string;
                readonly bystanderStatement: string;
                readonly ageStatement: string;
            }[];
        };
        readonly CampaignId: string;
        readonly CampaignChange: {
            readonly title: string;
            readonly brief: string;
            readonly opensAt: components["schemas"]["Instant"];
            readonly closesAt: components["schemas"]["Instant"];
            /** @description Where from; empty: from anywhere. */
            readonly regions: readonly components["schemas"]["Area"][];
            /** @description Covers every slot: what all wanted clips cost together. */
            readonly budget: {
                readonly amountMinor: number;
                /** @enum {string} */
                readonly currency: "USD" | "EUR" | "GBP" | "CAD";
            };
            readonly terms: readonly components["schemas"]["CategoryTerms"][];
            readonly footage: components["schemas"]["AcceptedFootage"];
            readonly review: components["schemas"]["ReviewRule"];
            readonly notice: components["schemas"]["ConsentNotice"];
            /** @description The version that is changed. */
            readonly version: number;
        };
        readonly CampaignStatusChange: {
            /** @enum {string} */
            readonly status: "open" | "paused" | "closed";
        };
        readonly ConsentRequest: {
            readonly campaignId: components["schemas"]["CampaignId"];
            readonly noticeVersion: string;
            readonly language: string;
            readonly purposes: readonly ("human-review" | "model-training" | "redacted-publication")[];
            /**
             * @description Makes the bystander statement.
             * @constant
             */
            readonly statesBystanders: true;
            /**
             * @description Makes the age statement.
             * @constant
             */
            readonly statesAge: true;
        };
        readonly ConsentId: string;
        readonly ConsentWithdrawal: {
            /** @description All, when left out. */
            readonly purposes?: readonly ("human-review" | "model-training" | "redacted-publication")[];
        };
        readonly CameraDraft: {
            readonly label: string;
            readonly area: components["schemas"]["Area"];
        };
        readonly CameraId: string;
        readonly ActId: string;
        readonly GrantRequest: {
            readonly campaignId: components["schemas"]["CampaignId"];
            /** @enum {string} */
            readonly category: "package-theft" | "car-door" | "person";
            /** @enum {string} */
            readonly scenario: "real" | "staged";
            readonly cameraId: components["schemas"]["CameraId"];
            /** @description The event that another camera filmed, too. */
            readonly actId?: components["schemas"]["ActId"];
            readonly capturedHour: components["schemas"]["Hour"];
            readonly fileName: string;
            readonly bytes: number;
            /** @description SHA-256 of the whole file, lower-case hexadecimal. */
            readonly sha256: string;
            /** @enum {string} */
            readonly contentType: "video/mp4" | "video/quicktime" | "video/webm" | "video/x-matroska";
        };
        /** @description An hour of UTC, 2026-12-18T21Z: never more exact. */
        readonly Hour: string;
        /** @example clip_01J9Z3ABCDEFGHJKMNPQRSTVWX */
        readonly ClipId: string;
        readonly PartsRequest: {
            readonly parts: readonly {
                readonly partNumber: number;
                /** @description SHA-256 of the whole file, lower-case hexadecimal. */
                readonly sha256: string;
            }[];
        };
        readonly Abandonment: {
            /** @enum {string} */
            readonly reason: "upload-abandoned" | "checksum-differs" | "size-differs";
        };
        readonly FootageRequest: {
            /** @enum {string} */
            readonly variant: "redacted" | "original";
            /** @enum {string} */
            readonly reason: "event-is-covered" | "redaction-in-doubt" | "redaction-to-check" | "moderation-to-judge" | "picture-quality";
        };
        readonly Verdict: {
            /** @constant */
            readonly outcome: "accepted";
        } | {
            /** @constant */
            readonly outcome: "rejected";
            /** @enum {string} */
            readonly reason: "event-not-visible" | "wrong-category" | "scenario-misdeclared" | "people-identifiable-without-consent" | "poor-quality" | "duplicate" | "inappropriate-content";
        };
        readonly WallProfile: {
            readonly listed: boolean;
            readonly alias: string;
        };
        readonly RetentionRuleChange: {
            readonly retentionSeconds: number;
            readonly legalBasis: string;
        };
        /** @enum {string} */
        readonly QueueName: "uploads" | "analysis" | "leaves";
        readonly CampaignList: {
            readonly campaigns: readonly components["schemas"]["Campaign"][];
        };
        readonly Campaign: {
            readonly campaignId: components["schemas"]["CampaignId"];
            readonly version: number;
            readonly title: string;
            readonly brief: string;
            /** @enum {string} */
            readonly status: "open" | "paused" | "closed";
            readonly takesClipsNow: boolean;
            /** Format: date-time */
            readonly opensAt: string;
            /** Format: date-time */
            readonly closesAt: string;
            readonly regions: readonly string[];
            readonly budget: components["schemas"]["Money"];
            readonly terms: readonly {
                /** @enum {string} */
                readonly category: "package-theft" | "car-door" | "person";
                readonly reward: components["schemas"]["Money"];
                readonly wanted: number;
                readonly capPerContributor: number;
                readonly capPerCamera: number;
                readonly capPerAct: number;
                /** @description Slots that are neither reserved nor paid. */
                readonly stillWanted: number;
            }[];
            readonly footage: {
                readonly contentTypes: readonly ("video/mp4" | "video/quicktime" | "video/webm" | "video/x-matroska")[];
                readonly codecs: readonly ("h264" | "hevc" | "vp8" | "vp9" | "av1" | "prores")[];
                readonly minDurationSeconds: number;
                readonly maxDurationSeconds: number;
                readonly minWidth: number;
                readonly minHeight: number;
                readonly maxPixels: number;
                readonly maxFrameRate: number;
                readonly maxBytes: number;
            };
            readonly notice: {
                readonly version: string;
                readonly minimumAgeYears: number;
                readonly languages: readonly string[];
            };
        };
        readonly Money: {
            /** @description Integer minor units: cents. */
            readonly amountMinor: number;
            /** @enum {string} */
            readonly currency: "USD" | "EUR" | "GBP" | "CAD";
        };
        readonly Problem: {
            readonly type: string;
            readonly title: string;
            readonly status: number;
            /** @enum {string} */
            readonly code: "not-found" | "not-allowed" | "campaign-not-open" | "campaign-exists" | "campaign-changed" | "campaign-closed" | "reward-lowered" | "budget-too-small" | "beyond-analyzer" | "target-below-taken" | "notice-differs" | "campaign-full" | "category-not-wanted" | "region-not-wanted" | "contributor-cap-reached" | "camera-cap-reached" | "camera-unknown" | "camera-differs" | "too-many-cameras" | "act-cap-reached" | "act-unfit" | "hour-in-future" | "already-given" | "too-many-open-grants" | "consent-missing" | "purposes-missing" | "notice-outdated" | "language-missing" | "not-uploading" | "reservation-ended" | "part-unfit" | "parts-missing" | "file-too-large" | "content-type-not-accepted" | "already-decided" | "not-claimed-by-you" | "claimed-by-another" | "own-clip" | "not-in-review" | "not-shown" | "not-withdrawable" | "receipt-not-ready" | "opening-destroyed" | "not-signed-in" | "invalid-request" | "unsupported-media-type" | "internal-error";
            readonly detail: string;
            readonly issues?: readonly {
                readonly where: string;
                readonly what: string;
            }[];
            readonly facts?: {
                readonly [key: string]: string | number;
            };
        };
        readonly Consent: {
            readonly consentId: components["schemas"]["ConsentId"];
            readonly campaignId: components["schemas"]["CampaignId"];
            readonly noticeVersion: string;
            readonly language: string;
            readonly purposes: readonly ("human-review" | "model-training" | "redacted-publication")[];
            readonly givenAt: components["schemas"]["Instant"];
            readonly withdrawnAt?: components["schemas"]["Instant"];
            /** @description The consent record in the terms of ISO/IEC TS 27560, as JSON-LD. */
            readonly record: {
                readonly [key: string]: unknown;
            };
        };
        readonly ConsentList: {
            readonly consents: readonly components["schemas"]["Consent"][];
        };
        readonly Camera: {
            readonly cameraId: components["schemas"]["CameraId"];
            readonly label: string;
            readonly area: string;
            readonly registeredAt: components["schemas"]["Instant"];
            readonly retiredAt?: components["schemas"]["Instant"];
        };
        readonly CameraList: {
            readonly cameras: readonly components["schemas"]["Camera"][];
        };
        readonly Act: {
            readonly actId: components["schemas"]["ActId"];
            readonly campaignId: components["schemas"]["CampaignId"];
            /** @enum {string} */
            readonly category: "package-theft" | "car-door" | "person";
            readonly clips: readonly {
                readonly clipId: components["schemas"]["ClipId"];
                readonly cameraId: components["schemas"]["CameraId"];
            }[];
        };
        readonly Grant: {
            readonly clipId: components["schemas"]["ClipId"];
            readonly actId: components["schemas"]["ActId"];
            readonly reward: components["schemas"]["Money"];
            /** @description Below 100 MB: the one PUT. */
            readonly upload?: components["schemas"]["SignedUpload"];
            /** @description From 100 MB: in parts, signed in batches. */
            readonly parts?: components["schemas"]["PartPlan"];
        };
        readonly SignedUpload: {
            /** @constant */
            readonly method: "PUT";
            /** Format: uri */
            readonly url: string;
            readonly headers: {
                readonly [key: string]: string;
            };
            readonly expiresAt: components["schemas"]["Instant"];
        };
        readonly PartPlan: {
            /** @description Every part but the last has exactly so many. */
            readonly partBytes: number;
            readonly partCount: number;
            /** @description Only arriving parts renew it, for 24 hours. */
            readonly reservedUntil: components["schemas"]["Instant"];
        };
        readonly SignedParts: {
            readonly parts: readonly {
                /** @constant */
                readonly method: "PUT";
                /** Format: uri */
                readonly url: string;
                readonly headers: {
                    readonly [key: string]: string;
                };
                readonly expiresAt: components["schemas"]["Instant"];
                readonly partNumber: number;
            }[];
            readonly reservedUntil: components["schemas"]["Instant"];
        };
        readonly ArrivedParts: {
            /** @description Every part but the last has exactly so many. */
            readonly partBytes: number;
            readonly partCount: number;
            /** @description Only arriving parts renew it, for 24 hours. */
            readonly reservedUntil: components["schemas"]["Instant"];
            readonly arrived: readonly {
                readonly partNumber: number;
                readonly sha256: string;
            }[];
        };
        readonly Clip: {
            readonly clipId: components["schemas"]["ClipId"];
            readonly campaignId: components["schemas"]["CampaignId"];
            /** @enum {string} */
            readonly state: "granted" | "refused" | "expired" | "analyzing" | "in-review" | "accepted" | "rejected" | "withdrawn" | "erasing" | "erased";
            /** @enum {string} */
            readonly category?: "package-theft" | "car-door" | "person";
            /** @enum {string} */
            readonly scenario?: "real" | "staged";
            readonly cameraId?: components["schemas"]["CameraId"];
            readonly actId?: components["schemas"]["ActId"];
            readonly area?: string;
            readonly capturedHour?: string;
            /** @description Promised with the grant. */
            readonly reward?: components["schemas"]["Money"];
            /** @enum {string} */
            readonly reason?: "empty-file" | "not-a-video" | "no-video-track" | "truncated" | "unsupported-codec" | "encrypted" | "unreadable" | "too-short" | "too-long" | "too-small-picture" | "too-large-picture" | "too-many-frames" | "size-differs" | "checksum-differs" | "content-type-differs" | "already-given" | "over-read-budget" | "undecodable" | "file-checksum-differs" | "not-uploaded-in-time" | "upload-abandoned" | "event-not-visible" | "wrong-category" | "scenario-misdeclared" | "people-identifiable-without-consent" | "poor-quality" | "duplicate" | "inappropriate-content" | "withdrawn-by-contributor";
            readonly reasonSentence?: string;
            readonly at: {
                readonly [key: string]: components["schemas"]["Instant"];
            };
            readonly media?: components["schemas"]["MediaFacts"];
            readonly analysis?: components["schemas"]["AnalysisSummary"];
        };
        readonly MediaFacts: {
            readonly container: string;
            readonly codec: string;
            readonly width: number;
            readonly height: number;
            readonly rotationDegrees: number;
            /** @description Frames a second, on average; 0 if untold. */
            readonly frameRate: number;
            readonly durationSeconds: number;
            /** @description The file promises no duration. */
            readonly durationIsEstimated: boolean;
            readonly hasAudio: boolean;
            /** @description A place was found. It will be stripped. */
            readonly carriesLocation: boolean;
            /** @description Tags were found. Will be stripped. */
            readonly carriesPersonalTags: boolean;
        };
        readonly AnalysisSummary: {
            readonly analyzer: string;
            readonly sampledFrames: number;
            readonly coveredSeconds: number;
            readonly meanBrightness: number;
            readonly peakMotion: number;
            readonly momentCount: number;
            /** @description Strongest evidence for each category, 0 to 1. */
            readonly categoryScores: {
                readonly [key: string]: number;
            };
            /** @description Share that is black, frozen, blurred or covered. */
            readonly unusableShare: number;
            readonly chosenFrameCount: number;
            /** @enum {string} */
            readonly moderationStatus: "done" | "off";
            readonly analyzedAt: components["schemas"]["Instant"];
        };
        readonly ClipList: {
            readonly clips: readonly components["schemas"]["Clip"][];
            readonly cursor?: string;
        };
        readonly ReviewList: {
            readonly reviews: readonly components["schemas"]["Review"][];
            readonly cursor?: string;
        };
        readonly Review: {
            readonly clipId: components["schemas"]["ClipId"];
            readonly campaignId: components["schemas"]["CampaignId"];
            readonly openedAt: components["schemas"]["Instant"];
            readonly deadlineAt: components["schemas"]["Instant"];
            readonly referredBecause: readonly string[];
            readonly claimedUntil?: components["schemas"]["Instant"];
            readonly decision?: {
                /** @enum {string} */
                readonly outcome: "accepted" | "rejected";
                /** @enum {string} */
                readonly by: "rule" | "reviewer" | "deadline";
                /** @enum {string} */
                readonly reason?: "event-not-visible" | "wrong-category" | "scenario-misdeclared" | "people-identifiable-without-consent" | "poor-quality" | "duplicate" | "inappropriate-content";
                readonly decidedAt: components["schemas"]["Instant"];
            };
        };
        readonly ReviewDetail: {
            readonly clipId: components["schemas"]["ClipId"];
            readonly campaignId: components["schemas"]["CampaignId"];
            readonly openedAt: components["schemas"]["Instant"];
            readonly deadlineAt: components["schemas"]["Instant"];
            readonly referredBecause: readonly string[];
            readonly claimedUntil?: components["schemas"]["Instant"];
            readonly decision?: {
                /** @enum {string} */
                readonly outcome: "accepted" | "rejected";
                /** @enum {string} */
                readonly by: "rule" | "reviewer" | "deadline";
                /** @enum {string} */
                readonly reason?: "event-not-visible" | "wrong-category" | "scenario-misdeclared" | "people-identifiable-without-consent" | "poor-quality" | "duplicate" | "inappropriate-content";
                readonly decidedAt: components["schemas"]["Instant"];
            };
            /** @enum {string} */
            readonly category?: "package-theft" | "car-door" | "person";
            /** @enum {string} */
            readonly scenario?: "real" | "staged";
            readonly media?: components["schemas"]["MediaFacts"];
            readonly analysis?: components["schemas"]["AnalysisSummary"];
            /** @description The same event by other cameras. */
            readonly otherClipsOfAct: readonly components["schemas"]["ClipId"][];
            readonly evidence?: components["schemas"]["ReviewEvidence"];
            /**
             * Format: uri
             * @description Lives a minute.
             */
            readonly redactedCopyLink?: string;
            /** @description Chosen frames; each link lives a minute. */
            readonly frameLinks: readonly string[];
            /**
             * @description Why nothing is shown unasked: see viewFootage.
             * @enum {string}
             */
            readonly notShown?: "no-copy" | "redaction-in-doubt" | "moderation";
        };
        /** @description What the machine saw: to be weighed, no verdict. */
        readonly ReviewEvidence: {
            readonly events: readonly {
                readonly startSeconds: number;
                readonly endSeconds: number;
                /** @enum {string} */
                readonly kind: "parcel-taken" | "parcel-left" | "door-tried" | "person-present";
                readonly score: number;
                readonly box: components["schemas"]["Box"];
            }[];
            /** @description From each sample to the next, 0 to 1. */
            readonly motion: readonly number[];
            readonly samplesPerSecond: number;
            readonly moments: readonly {
                readonly seconds: number;
                readonly score: number;
            }[];
            readonly unusable: {
                readonly black: readonly {
                    readonly startSeconds: number;
                    readonly endSeconds: number;
                }[];
                readonly frozen: readonly {
                    readonly startSeconds: number;
                    readonly endSeconds: number;
                }[];
                readonly blurred: readonly {
                    readonly startSeconds: number;
                    readonly endSeconds: number;
                }[];
                readonly obstructed: readonly {
                    readonly startSeconds: number;
                    readonly endSeconds: number;
                }[];
            };
            readonly shaken: readonly {
                readonly startSeconds: number;
                readonly endSeconds: number;
            }[];
            readonly footageMatches: readonly {
                readonly clipId: components["schemas"]["ClipId"];
                readonly sameAct: boolean;
                readonly here: {
                    readonly startSeconds: number;
                    readonly endSeconds: number;
                };
                readonly there: {
                    readonly startSeconds: number;
                    readonly endSeconds: number;
                };
                readonly mirrored: boolean;
                readonly speed: number;
                readonly score: number;
            }[];
            readonly moderation: {
                /** @enum {string} */
                readonly verdict: "clear" | "refer" | "refuse-to-show" | "freeze" | "report";
                readonly labels: readonly {
                    readonly name: string;
                    readonly confidence: number;
                }[];
            };
            readonly redaction: {
                /** @enum {string} */
                readonly means: "model" | "moving-regions" | "rekognition-faces" | "none";
                readonly doubts: readonly ("camera-moves" | "picture-changes-as-a-whole" | "no-background" | "track-lost" | "low-confidence")[];
                readonly uncertain: readonly {
                    readonly startSeconds: number;
                    readonly endSeconds: number;
                }[];
            };
        };
        /** @description In shares of the upright picture, 0 to 1. */
        readonly Box: {
            readonly left: number;
            readonly top: number;
            readonly width: number;
            readonly height: number;
        };
        readonly FootageView: {
            readonly viewId: components["schemas"]["ViewId"];
            readonly clipId: components["schemas"]["ClipId"];
            /** @enum {string} */
            readonly variant: "redacted" | "original";
            /** @enum {string} */
            readonly reason: "event-is-covered" | "redaction-in-doubt" | "redaction-to-check" | "moderation-to-judge" | "picture-quality";
            readonly viewedAt: components["schemas"]["Instant"];
            readonly validSeconds: number;
            /** Format: uri */
            readonly link: string;
        };
        readonly ViewId: string;
        readonly Earnings: {
            /** @description Earned and not yet paid out. */
            readonly balances: readonly components["schemas"]["Money"][];
        };
        readonly Award: {
            readonly awardId: string;
            readonly clipId: components["schemas"]["ClipId"];
            readonly campaignId: components["schemas"]["CampaignId"];
            readonly reward: components["schemas"]["Money"];
            readonly awardedAt: components["schemas"]["Instant"];
        };
        readonly HonorWall: {
            readonly lines: readonly {
                readonly rank: number;
                readonly alias: string;
                readonly acceptedClips: number;
            }[];
        };
        readonly Standing: {
            readonly listed: boolean;
            readonly alias: string;
            readonly acceptedClips: number;
            readonly rank?: number;
        };
        readonly Erasure: {
            readonly erasureId: string;
            readonly clipId: components["schemas"]["ClipId"];
            /** @enum {string} */
            readonly state: "erasing" | "erased";
            readonly intendedAt: components["schemas"]["Instant"];
            readonly verifyNotBefore: components["schemas"]["Instant"];
            readonly versionsListed: number;
            readonly uploadsListed: number;
            readonly remaining?: {
                readonly versions: number;
                readonly uploads: number;
                readonly items: number;
                readonly obstacle?: string;
            };
            readonly liveAbsentAt?: components["schemas"]["Instant"];
            readonly backupsClearBy?: components["schemas"]["Instant"];
        };
        readonly RetentionSchedule: {
            readonly version: number;
            readonly effectiveAt: components["schemas"]["Instant"];
            readonly rules: readonly {
                /** @enum {string} */
                readonly recordClass: "accepted-clip" | "rejected-clip" | "refused-upload" | "unused-grant" | "withdrawn-clip";
                /** @constant */
                readonly disposition: "erase";
                readonly retentionSeconds: number;
                readonly legalBasis: string;
            }[];
        };
        readonly Receipt: {
            /** @description The receipt file, byte for byte. Keep it. */
            readonly text: string;
        };
        readonly EvidenceKey: {
            readonly origin: string;
            readonly publicKeyBase64: string;
            /** @description C2SP signed-note verifier key. */
            readonly verifierKey: string;
        };
        readonly QueueList: {
            readonly queues: readonly components["schemas"]["QueueState"][];
        };
        readonly QueueState: {
            readonly queue: components["schemas"]["QueueName"];
            /** @description Messages that wait; approximate, as SQS counts. */
            readonly waiting: number;
            readonly inWork: number;
            /** @description Messages put aside after too many deliveries. */
            readonly deadLetters: number;
        };
        readonly Redrive: {
            readonly queue: components["schemas"]["QueueName"];
            /** @description Messages sent back to their queue. */
            readonly moved: number;
            /** @description Still put aside, approximately: call again. */
            readonly left: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly listCampaigns: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "campaigns": [
                     *         {
                     *           "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *           "version": 1,
                     *           "title": "Porch and driveway",
                     *           "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                     *           "opensAt": "2026-12-18T00:00:00.000Z",
                     *           "closesAt": "2027-02-25T00:00:00.000Z",
                     *           "regions": [
                     *             "US",
                     *             "CA"
                     *           ],
                     *           "budget": {
                     *             "amountMinor": 8000000,
                     *             "currency": "USD"
                     *           },
                     *           "status": "open",
                     *           "takesClipsNow": true,
                     *           "terms": [
                     *             {
                     *               "category": "package-theft",
                     *               "reward": {
                     *                 "amountMinor": 200,
                     *                 "currency": "USD"
                     *               },
                     *               "wanted": 20000,
                     *               "capPerContributor": 20,
                     *               "capPerCamera": 10,
                     *               "capPerAct": 3,
                     *               "stillWanted": 19998
                     *             },
                     *             {
                     *               "category": "car-door",
                     *               "reward": {
                     *                 "amountMinor": 200,
                     *                 "currency": "USD"
                     *               },
                     *               "wanted": 20000,
                     *               "capPerContributor": 20,
                     *               "capPerCamera": 10,
                     *               "capPerAct": 3,
                     *               "stillWanted": 19998
                     *             }
                     *           ],
                     *           "footage": {
                     *             "contentTypes": [
                     *               "video/mp4",
                     *               "video/quicktime",
                     *               "video/webm"
                     *             ],
                     *             "codecs": [
                     *               "h264",
                     *               "hevc",
                     *               "vp9"
                     *             ],
                     *             "minDurationSeconds": 2,
                     *             "maxDurationSeconds": 120,
                     *             "minWidth": 320,
                     *             "minHeight": 240,
                     *             "maxPixels": 8294400,
                     *             "maxFrameRate": 60,
                     *             "maxBytes": 1000000000
                     *           },
                     *           "notice": {
                     *             "version": "2026-11",
                     *             "minimumAgeYears": 18,
                     *             "languages": [
                     *               "en",
                     *               "fr"
                     *             ]
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["CampaignList"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly createCampaign: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                 *       "title": "Porch and driveway",
                 *       "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                 *       "opensAt": "2026-12-18T00:00:00.000Z",
                 *       "closesAt": "2027-02-25T00:00:00.000Z",
                 *       "regions": [
                 *         "US",
                 *         "CA"
                 *       ],
                 *       "budget": {
                 *         "amountMinor": 8000000,
                 *         "currency": "USD"
                 *       },
                 *       "terms": [
                 *         {
                 *           "category": "package-theft",
                 *           "reward": {
                 *             "amountMinor": 200,
                 *             "currency": "USD"
                 *           },
                 *           "wanted": 20000,
                 *           "capPerContributor": 20,
                 *           "capPerCamera": 10,
                 *           "capPerAct": 3
                 *         },
                 *         {
                 *           "category": "car-door",
                 *           "reward": {
                 *             "amountMinor": 200,
                 *             "currency": "USD"
                 *           },
                 *           "wanted": 20000,
                 *           "capPerContributor": 20,
                 *           "capPerCamera": 10,
                 *           "capPerAct": 3
                 *         }
                 *       ],
                 *       "footage": {
                 *         "contentTypes": [
                 *           "video/mp4",
                 *           "video/quicktime",
                 *           "video/webm"
                 *         ],
                 *         "codecs": [
                 *           "h264",
                 *           "hevc",
                 *           "vp9"
                 *         ],
                 *         "minDurationSeconds": 2,
                 *         "maxDurationSeconds": 120,
                 *         "minWidth": 320,
                 *         "minHeight": 240,
                 *         "maxPixels": 8294400,
                 *         "maxFrameRate": 60,
                 *         "maxBytes": 1000000000
                 *       },
                 *       "review": {
                 *         "version": "rule-1",
                 *         "acceptScenarios": [
                 *           "real"
                 *         ],
                 *         "minPeakMotion": 0.01,
                 *         "minMomentCount": 1,
                 *         "minEventScore": 0.5,
                 *         "moderation": {
                 *           "version": "moderation-1",
                 *           "rules": [
                 *             {
                 *               "label": "Explicit",
                 *               "minConfidence": 60,
                 *               "action": "freeze",
                 *               "explicit": true
                 *             }
                 *           ],
                 *           "otherwise": {
                 *             "minConfidence": 80,
                 *             "action": "refer"
                 *           }
                 *         },
                 *         "decisionDays": 7
                 *       },
                 *       "notice": {
                 *         "version": "2026-11",
                 *         "minimumAgeYears": 18,
                 *         "texts": [
                 *           {
                 *             "language": "en",
                 *             "text": "We look at your clip, pay for it if it fits, and train detection models on it.",
                 *             "bystanderStatement": "I have told the people I live with that I give this clip.",
                 *             "ageStatement": "I am 18 or older."
                 *           },
                 *           {
                 *             "language": "fr",
                 *             "text": "Nous regardons votre clip, le payons s’il convient et en entraînons des modèles.",
                 *             "bystanderStatement": "J’ai dit aux personnes de mon foyer que je donne ce clip.",
                 *             "ageStatement": "J’ai 18 ans ou plus."
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                readonly "application/json": components["schemas"]["CampaignDraft"];
            };
        };
        readonly responses: {
            /** @description Made. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "version": 1,
                     *       "title": "Porch and driveway",
                     *       "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                     *       "opensAt": "2026-12-18T00:00:00.000Z",
                     *       "closesAt": "2027-02-25T00:00:00.000Z",
                     *       "regions": [
                     *         "US",
                     *         "CA"
                     *       ],
                     *       "budget": {
                     *         "amountMinor": 8000000,
                     *         "currency": "USD"
                     *       },
                     *       "status": "open",
                     *       "takesClipsNow": true,
                     *       "terms": [
                     *         {
                     *           "category": "package-theft",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 20000
                     *         },
                     *         {
                     *           "category": "car-door",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 20000
                     *         }
                     *       ],
                     *       "footage": {
                     *         "contentTypes": [
                     *           "video/mp4",
                     *           "video/quicktime",
                     *           "video/webm"
                     *         ],
                     *         "codecs": [
                     *           "h264",
                     *           "hevc",
                     *           "vp9"
                     *         ],
                     *         "minDurationSeconds": 2,
                     *         "maxDurationSeconds": 120,
                     *         "minWidth": 320,
                     *         "minHeight": 240,
                     *         "maxPixels": 8294400,
                     *         "maxFrameRate": 60,
                     *         "maxBytes": 1000000000
                     *       },
                     *       "notice": {
                     *         "version": "2026-11",
                     *         "minimumAgeYears": 18,
                     *         "languages": [
                     *           "en",
                     *           "fr"
                     *         ]
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign-exists */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description budget-too-small, beyond-analyzer, invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getCampaign: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly campaignId: components["schemas"]["CampaignId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "version": 1,
                     *       "title": "Porch and driveway",
                     *       "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                     *       "opensAt": "2026-12-18T00:00:00.000Z",
                     *       "closesAt": "2027-02-25T00:00:00.000Z",
                     *       "regions": [
                     *         "US",
                     *         "CA"
                     *       ],
                     *       "budget": {
                     *         "amountMinor": 8000000,
                     *         "currency": "USD"
                     *       },
                     *       "status": "open",
                     *       "takesClipsNow": true,
                     *       "terms": [
                     *         {
                     *           "category": "package-theft",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 19998
                     *         },
                     *         {
                     *           "category": "car-door",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 19998
                     *         }
                     *       ],
                     *       "footage": {
                     *         "contentTypes": [
                     *           "video/mp4",
                     *           "video/quicktime",
                     *           "video/webm"
                     *         ],
                     *         "codecs": [
                     *           "h264",
                     *           "hevc",
                     *           "vp9"
                     *         ],
                     *         "minDurationSeconds": 2,
                     *         "maxDurationSeconds": 120,
                     *         "minWidth": 320,
                     *         "minHeight": 240,
                     *         "maxPixels": 8294400,
                     *         "maxFrameRate": 60,
                     *         "maxBytes": 1000000000
                     *       },
                     *       "notice": {
                     *         "version": "2026-11",
                     *         "minimumAgeYears": 18,
                     *         "languages": [
                     *           "en",
                     *           "fr"
                     *         ]
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly changeCampaign: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly campaignId: components["schemas"]["CampaignId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "title": "Porch and driveway",
                 *       "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                 *       "opensAt": "2026-12-18T00:00:00.000Z",
                 *       "closesAt": "2027-02-25T00:00:00.000Z",
                 *       "regions": [
                 *         "US",
                 *         "CA"
                 *       ],
                 *       "budget": {
                 *         "amountMinor": 8000000,
                 *         "currency": "USD"
                 *       },
                 *       "version": 1,
                 *       "terms": [
                 *         {
                 *           "category": "package-theft",
                 *           "reward": {
                 *             "amountMinor": 200,
                 *             "currency": "USD"
                 *           },
                 *           "wanted": 20000,
                 *           "capPerContributor": 20,
                 *           "capPerCamera": 10,
                 *           "capPerAct": 3
                 *         },
                 *         {
                 *           "category": "car-door",
                 *           "reward": {
                 *             "amountMinor": 200,
                 *             "currency": "USD"
                 *           },
                 *           "wanted": 20000,
                 *           "capPerContributor": 20,
                 *           "capPerCamera": 10,
                 *           "capPerAct": 3
                 *         }
                 *       ],
                 *       "footage": {
                 *         "contentTypes": [
                 *           "video/mp4",
                 *           "video/quicktime",
                 *           "video/webm"
                 *         ],
                 *         "codecs": [
                 *           "h264",
                 *           "hevc",
                 *           "vp9"
                 *         ],
                 *         "minDurationSeconds": 2,
                 *         "maxDurationSeconds": 120,
                 *         "minWidth": 320,
                 *         "minHeight": 240,
                 *         "maxPixels": 8294400,
                 *         "maxFrameRate": 60,
                 *         "maxBytes": 1000000000
                 *       },
                 *       "review": {
                 *         "version": "rule-1",
                 *         "acceptScenarios": [
                 *           "real"
                 *         ],
                 *         "minPeakMotion": 0.01,
                 *         "minMomentCount": 1,
                 *         "minEventScore": 0.5,
                 *         "moderation": {
                 *           "version": "moderation-1",
                 *           "rules": [
                 *             {
                 *               "label": "Explicit",
                 *               "minConfidence": 60,
                 *               "action": "freeze",
                 *               "explicit": true
                 *             }
                 *           ],
                 *           "otherwise": {
                 *             "minConfidence": 80,
                 *             "action": "refer"
                 *           }
                 *         },
                 *         "decisionDays": 7
                 *       },
                 *       "notice": {
                 *         "version": "2026-11",
                 *         "minimumAgeYears": 18,
                 *         "texts": [
                 *           {
                 *             "language": "en",
                 *             "text": "We look at your clip, pay for it if it fits, and train detection models on it.",
                 *             "bystanderStatement": "I have told the people I live with that I give this clip.",
                 *             "ageStatement": "I am 18 or older."
                 *           },
                 *           {
                 *             "language": "fr",
                 *             "text": "Nous regardons votre clip, le payons s’il convient et en entraînons des modèles.",
                 *             "bystanderStatement": "J’ai dit aux personnes de mon foyer que je donne ce clip.",
                 *             "ageStatement": "J’ai 18 ans ou plus."
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                readonly "application/json": components["schemas"]["CampaignChange"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "version": 2,
                     *       "title": "Porch and driveway",
                     *       "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                     *       "opensAt": "2026-12-18T00:00:00.000Z",
                     *       "closesAt": "2027-02-25T00:00:00.000Z",
                     *       "regions": [
                     *         "US",
                     *         "CA"
                     *       ],
                     *       "budget": {
                     *         "amountMinor": 8000000,
                     *         "currency": "USD"
                     *       },
                     *       "status": "open",
                     *       "takesClipsNow": true,
                     *       "terms": [
                     *         {
                     *           "category": "package-theft",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 20000
                     *         },
                     *         {
                     *           "category": "car-door",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 20000
                     *         }
                     *       ],
                     *       "footage": {
                     *         "contentTypes": [
                     *           "video/mp4",
                     *           "video/quicktime",
                     *           "video/webm"
                     *         ],
                     *         "codecs": [
                     *           "h264",
                     *           "hevc",
                     *           "vp9"
                     *         ],
                     *         "minDurationSeconds": 2,
                     *         "maxDurationSeconds": 120,
                     *         "minWidth": 320,
                     *         "minHeight": 240,
                     *         "maxPixels": 8294400,
                     *         "maxFrameRate": 60,
                     *         "maxBytes": 1000000000
                     *       },
                     *       "notice": {
                     *         "version": "2026-11",
                     *         "minimumAgeYears": 18,
                     *         "languages": [
                     *           "en",
                     *           "fr"
                     *         ]
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign-changed, campaign-closed, target-below-taken, notice-differs */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description reward-lowered, budget-too-small, beyond-analyzer, invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getCampaignDraft: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly campaignId: components["schemas"]["CampaignId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "title": "Porch and driveway",
                     *       "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                     *       "opensAt": "2026-12-18T00:00:00.000Z",
                     *       "closesAt": "2027-02-25T00:00:00.000Z",
                     *       "regions": [
                     *         "US",
                     *         "CA"
                     *       ],
                     *       "budget": {
                     *         "amountMinor": 8000000,
                     *         "currency": "USD"
                     *       },
                     *       "version": 1,
                     *       "terms": [
                     *         {
                     *           "category": "package-theft",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3
                     *         },
                     *         {
                     *           "category": "car-door",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3
                     *         }
                     *       ],
                     *       "footage": {
                     *         "contentTypes": [
                     *           "video/mp4",
                     *           "video/quicktime",
                     *           "video/webm"
                     *         ],
                     *         "codecs": [
                     *           "h264",
                     *           "hevc",
                     *           "vp9"
                     *         ],
                     *         "minDurationSeconds": 2,
                     *         "maxDurationSeconds": 120,
                     *         "minWidth": 320,
                     *         "minHeight": 240,
                     *         "maxPixels": 8294400,
                     *         "maxFrameRate": 60,
                     *         "maxBytes": 1000000000
                     *       },
                     *       "review": {
                     *         "version": "rule-1",
                     *         "acceptScenarios": [
                     *           "real"
                     *         ],
                     *         "minPeakMotion": 0.01,
                     *         "minMomentCount": 1,
                     *         "minEventScore": 0.5,
                     *         "moderation": {
                     *           "version": "moderation-1",
                     *           "rules": [
                     *             {
                     *               "label": "Explicit",
                     *               "minConfidence": 60,
                     *               "action": "freeze",
                     *               "explicit": true
                     *             }
                     *           ],
                     *           "otherwise": {
                     *             "minConfidence": 80,
                     *             "action": "refer"
                     *           }
                     *         },
                     *         "decisionDays": 7
                     *       },
                     *       "notice": {
                     *         "version": "2026-11",
                     *         "minimumAgeYears": 18,
                     *         "texts": [
                     *           {
                     *             "language": "en",
                     *             "text": "We look at your clip, pay for it if it fits, and train detection models on it.",
                     *             "bystanderStatement": "I have told the people I live with that I give this clip.",
                     *             "ageStatement": "I am 18 or older."
                     *           },
                     *           {
                     *             "language": "fr",
                     *             "text": "Nous regardons votre clip, le payons s’il convient et en entraînons des modèles.",
                     *             "bystanderStatement": "J’ai dit aux personnes de mon foyer que je donne ce clip.",
                     *             "ageStatement": "J’ai 18 ans ou plus."
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["CampaignChange"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly setCampaignStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly campaignId: components["schemas"]["CampaignId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "status": "paused"
                 *     }
                 */
                readonly "application/json": components["schemas"]["CampaignStatusChange"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "version": 2,
                     *       "title": "Porch and driveway",
                     *       "brief": "Clips of parcels being taken and of car doors being pulled, real or staged.",
                     *       "opensAt": "2026-12-18T00:00:00.000Z",
                     *       "closesAt": "2027-02-25T00:00:00.000Z",
                     *       "regions": [
                     *         "US",
                     *         "CA"
                     *       ],
                     *       "budget": {
                     *         "amountMinor": 8000000,
                     *         "currency": "USD"
                     *       },
                     *       "status": "paused",
                     *       "takesClipsNow": false,
                     *       "terms": [
                     *         {
                     *           "category": "package-theft",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 20000
                     *         },
                     *         {
                     *           "category": "car-door",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "wanted": 20000,
                     *           "capPerContributor": 20,
                     *           "capPerCamera": 10,
                     *           "capPerAct": 3,
                     *           "stillWanted": 20000
                     *         }
                     *       ],
                     *       "footage": {
                     *         "contentTypes": [
                     *           "video/mp4",
                     *           "video/quicktime",
                     *           "video/webm"
                     *         ],
                     *         "codecs": [
                     *           "h264",
                     *           "hevc",
                     *           "vp9"
                     *         ],
                     *         "minDurationSeconds": 2,
                     *         "maxDurationSeconds": 120,
                     *         "minWidth": 320,
                     *         "minHeight": 240,
                     *         "maxPixels": 8294400,
                     *         "maxFrameRate": 60,
                     *         "maxBytes": 1000000000
                     *       },
                     *       "notice": {
                     *         "version": "2026-11",
                     *         "minimumAgeYears": 18,
                     *         "languages": [
                     *           "en",
                     *           "fr"
                     *         ]
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Campaign"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign-closed, campaign-changed */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getNotice: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly campaignId: components["schemas"]["CampaignId"];
                readonly noticeVersion: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": "2026-11",
                     *       "minimumAgeYears": 18,
                     *       "texts": [
                     *         {
                     *           "language": "en",
                     *           "text": "We look at your clip, pay for it if it fits, and train detection models on it.",
                     *           "bystanderStatement": "I have told the people I live with that I give this clip.",
                     *           "ageStatement": "I am 18 or older."
                     *         },
                     *         {
                     *           "language": "fr",
                     *           "text": "Nous regardons votre clip, le payons s’il convient et en entraînons des modèles.",
                     *           "bystanderStatement": "J’ai dit aux personnes de mon foyer que je donne ce clip.",
                     *           "ageStatement": "J’ai 18 ans ou plus."
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ConsentNotice"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listConsents: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "consents": [
                     *         {
                     *           "consentId": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX",
                     *           "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *           "noticeVersion": "2026-11",
                     *           "language": "en",
                     *           "purposes": [
                     *             "human-review",
                     *             "model-training"
                     *           ],
                     *           "givenAt": "2026-12-18T09:00:00.000Z",
                     *           "record": {
                     *             "@type": "dpv:ConsentRecord",
                     *             "dct:identifier": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ConsentList"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly giveConsent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                 *       "noticeVersion": "2026-11",
                 *       "language": "en",
                 *       "purposes": [
                 *         "human-review",
                 *         "model-training"
                 *       ],
                 *       "statesBystanders": true,
                 *       "statesAge": true
                 *     }
                 */
                readonly "application/json": components["schemas"]["ConsentRequest"];
            };
        };
        readonly responses: {
            /** @description Made. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "consentId": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "noticeVersion": "2026-11",
                     *       "language": "en",
                     *       "purposes": [
                     *         "human-review",
                     *         "model-training"
                     *       ],
                     *       "givenAt": "2026-12-18T09:00:00.000Z",
                     *       "record": {
                     *         "@type": "dpv:ConsentRecord",
                     *         "dct:identifier": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign-not-open, notice-outdated */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description language-missing, purposes-missing, invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getConsent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly consentId: components["schemas"]["ConsentId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "consentId": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "noticeVersion": "2026-11",
                     *       "language": "en",
                     *       "purposes": [
                     *         "human-review",
                     *         "model-training"
                     *       ],
                     *       "givenAt": "2026-12-18T09:00:00.000Z",
                     *       "record": {
                     *         "@type": "dpv:ConsentRecord",
                     *         "dct:identifier": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly withdrawConsent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly consentId: components["schemas"]["ConsentId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /** @example {} */
                readonly "application/json": components["schemas"]["ConsentWithdrawal"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "consentId": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "noticeVersion": "2026-11",
                     *       "language": "en",
                     *       "purposes": [],
                     *       "givenAt": "2026-12-18T09:00:00.000Z",
                     *       "record": {
                     *         "@type": "dpv:ConsentRecord",
                     *         "dct:identifier": "consent_01J9Z3CBCDEFGHJKMNPQRSTVWX"
                     *       },
                     *       "withdrawnAt": "2026-12-19T08:00:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listCameras: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cameras": [
                     *         {
                     *           "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *           "label": "front door",
                     *           "area": "US-OR",
                     *           "registeredAt": "2026-12-18T09:00:30.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["CameraList"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly registerCamera: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "label": "front door",
                 *       "area": "US-OR"
                 *     }
                 */
                readonly "application/json": components["schemas"]["CameraDraft"];
            };
        };
        readonly responses: {
            /** @description Made. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *       "label": "front door",
                     *       "area": "US-OR",
                     *       "registeredAt": "2026-12-18T09:00:30.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Camera"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-cameras, camera-differs */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly retireCamera: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly cameraId: components["schemas"]["CameraId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *       "label": "front door",
                     *       "area": "US-OR",
                     *       "registeredAt": "2026-12-18T09:00:30.000Z",
                     *       "retiredAt": "2027-01-02T08:00:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Camera"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAct: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly actId: components["schemas"]["ActId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "actId": "act_01J9Z3EBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "category": "package-theft",
                     *       "clips": [
                     *         {
                     *           "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *           "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX"
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Act"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly openGrant: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                 *       "category": "package-theft",
                 *       "scenario": "staged",
                 *       "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                 *       "capturedHour": "2026-12-17T21Z",
                 *       "fileName": "porch.mp4",
                 *       "bytes": 4812345,
                 *       "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                 *       "contentType": "video/mp4"
                 *     }
                 */
                readonly "application/json": components["schemas"]["GrantRequest"];
            };
        };
        readonly responses: {
            /** @description Made. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "actId": "act_01J9Z3EBCDEFGHJKMNPQRSTVWX",
                     *       "reward": {
                     *         "amountMinor": 200,
                     *         "currency": "USD"
                     *       },
                     *       "upload": {
                     *         "method": "PUT",
                     *         "url": "https://landing.s3.us-east-1.amazonaws.com/clips/original?X-Amz-Signature=0",
                     *         "headers": {
                     *           "content-length": "4812345",
                     *           "content-type": "video/mp4",
                     *           "if-none-match": "*",
                     *           "x-amz-sdk-checksum-algorithm": "SHA256",
                     *           "x-amz-checksum-sha256": "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564="
                     *         },
                     *         "expiresAt": "2026-12-18T09:16:00.000Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed, consent-missing */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign-not-open, category-not-wanted, region-not-wanted, already-given, campaign-full, contributor-cap-reached, camera-cap-reached, act-cap-reached, act-unfit */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content-type-not-accepted, file-too-large, hour-in-future, camera-unknown, invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too-many-open-grants */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listParts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "partBytes": 16777216,
                     *       "partCount": 18,
                     *       "reservedUntil": "2026-12-18T10:01:00.000Z",
                     *       "arrived": [
                     *         {
                     *           "partNumber": 1,
                     *           "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ArrivedParts"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-uploading */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly signParts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "parts": [
                 *         {
                 *           "partNumber": 1,
                 *           "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": components["schemas"]["PartsRequest"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "parts": [
                     *         {
                     *           "partNumber": 1,
                     *           "method": "PUT",
                     *           "url": "https://landing.s3.us-east-1.amazonaws.com/clips/original?partNumber=1",
                     *           "headers": {
                     *             "content-length": "16777216",
                     *             "x-amz-checksum-sha256": "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=",
                     *             "x-amz-sdk-checksum-algorithm": "SHA256"
                     *           },
                     *           "expiresAt": "2026-12-18T09:16:00.000Z"
                     *         }
                     *       ],
                     *       "reservedUntil": "2026-12-18T10:01:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["SignedParts"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-uploading */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description reservation-ended */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description part-unfit, invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly completeUpload: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "state": "granted",
                     *       "category": "package-theft",
                     *       "scenario": "staged",
                     *       "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *       "actId": "act_01J9Z3EBCDEFGHJKMNPQRSTVWX",
                     *       "area": "US-OR",
                     *       "capturedHour": "2026-12-17T21Z",
                     *       "reward": {
                     *         "amountMinor": 200,
                     *         "currency": "USD"
                     *       },
                     *       "at": {
                     *         "granted": "2026-12-18T09:01:00.000Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Clip"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-uploading, parts-missing */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listClips: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: components["schemas"]["ClipId"];
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clips": [
                     *         {
                     *           "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *           "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *           "state": "in-review",
                     *           "category": "package-theft",
                     *           "scenario": "staged",
                     *           "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *           "actId": "act_01J9Z3EBCDEFGHJKMNPQRSTVWX",
                     *           "area": "US-OR",
                     *           "capturedHour": "2026-12-17T21Z",
                     *           "reward": {
                     *             "amountMinor": 200,
                     *             "currency": "USD"
                     *           },
                     *           "at": {
                     *             "granted": "2026-12-18T09:01:00.000Z",
                     *             "analyzing": "2026-12-18T09:01:02.000Z",
                     *             "in-review": "2026-12-18T09:01:05.000Z"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ClipList"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getClip: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "state": "in-review",
                     *       "category": "package-theft",
                     *       "scenario": "staged",
                     *       "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *       "actId": "act_01J9Z3EBCDEFGHJKMNPQRSTVWX",
                     *       "area": "US-OR",
                     *       "capturedHour": "2026-12-17T21Z",
                     *       "reward": {
                     *         "amountMinor": 200,
                     *         "currency": "USD"
                     *       },
                     *       "at": {
                     *         "granted": "2026-12-18T09:01:00.000Z",
                     *         "analyzing": "2026-12-18T09:01:02.000Z",
                     *         "in-review": "2026-12-18T09:01:05.000Z"
                     *       },
                     *       "media": {
                     *         "container": "mp4",
                     *         "codec": "h264",
                     *         "width": 1280,
                     *         "height": 720,
                     *         "rotationDegrees": 0,
                     *         "frameRate": 30,
                     *         "durationSeconds": 12,
                     *         "durationIsEstimated": false,
                     *         "hasAudio": false,
                     *         "carriesLocation": false,
                     *         "carriesPersonalTags": false
                     *       },
                     *       "analysis": {
                     *         "analyzer": "baseline@2.0.0",
                     *         "sampledFrames": 24,
                     *         "coveredSeconds": 12,
                     *         "meanBrightness": 112.5,
                     *         "peakMotion": 0.08,
                     *         "momentCount": 2,
                     *         "categoryScores": {
                     *           "package-theft": 0.84,
                     *           "car-door": 0,
                     *           "person": 0.9
                     *         },
                     *         "unusableShare": 0,
                     *         "chosenFrameCount": 4,
                     *         "moderationStatus": "done",
                     *         "analyzedAt": "2026-12-18T09:01:04.000Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Clip"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly abandonUpload: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "reason": "upload-abandoned"
                 *     }
                 */
                readonly "application/json": components["schemas"]["Abandonment"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "state": "refused",
                     *       "category": "package-theft",
                     *       "scenario": "staged",
                     *       "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *       "actId": "act_01J9Z3EBCDEFGHJKMNPQRSTVWX",
                     *       "area": "US-OR",
                     *       "capturedHour": "2026-12-17T21Z",
                     *       "reward": {
                     *         "amountMinor": 200,
                     *         "currency": "USD"
                     *       },
                     *       "at": {
                     *         "granted": "2026-12-18T09:01:00.000Z",
                     *         "refused": "2026-12-18T09:01:00.000Z"
                     *       },
                     *       "reason": "upload-abandoned",
                     *       "reasonSentence": "You cancelled the upload. Nothing was taken; start again when you like."
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Clip"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-withdrawable */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listReviews: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reviews": [
                     *         {
                     *           "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *           "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *           "openedAt": "2026-12-18T09:01:05.000Z",
                     *           "deadlineAt": "2026-12-25T09:01:05.000Z",
                     *           "referredBecause": [
                     *             "Clips declared \"staged\" are looked at by a person."
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ReviewList"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getReview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "openedAt": "2026-12-18T09:01:05.000Z",
                     *       "deadlineAt": "2026-12-25T09:01:05.000Z",
                     *       "referredBecause": [
                     *         "Clips declared \"staged\" are looked at by a person."
                     *       ],
                     *       "category": "package-theft",
                     *       "scenario": "staged",
                     *       "media": {
                     *         "container": "mp4",
                     *         "codec": "h264",
                     *         "width": 1280,
                     *         "height": 720,
                     *         "rotationDegrees": 0,
                     *         "frameRate": 30,
                     *         "durationSeconds": 12,
                     *         "durationIsEstimated": false,
                     *         "hasAudio": false,
                     *         "carriesLocation": false,
                     *         "carriesPersonalTags": false
                     *       },
                     *       "analysis": {
                     *         "analyzer": "baseline@2.0.0",
                     *         "sampledFrames": 24,
                     *         "coveredSeconds": 12,
                     *         "meanBrightness": 112.5,
                     *         "peakMotion": 0.08,
                     *         "momentCount": 2,
                     *         "categoryScores": {
                     *           "package-theft": 0.84,
                     *           "car-door": 0,
                     *           "person": 0.9
                     *         },
                     *         "unusableShare": 0,
                     *         "chosenFrameCount": 4,
                     *         "moderationStatus": "done",
                     *         "analyzedAt": "2026-12-18T09:01:04.000Z"
                     *       },
                     *       "otherClipsOfAct": [],
                     *       "evidence": {
                     *         "events": [
                     *           {
                     *             "kind": "parcel-taken",
                     *             "score": 0.84,
                     *             "startSeconds": 8.5,
                     *             "endSeconds": 9.5,
                     *             "box": {
                     *               "left": 0.4,
                     *               "top": 0.7,
                     *               "width": 0.08,
                     *               "height": 0.1
                     *             }
                     *           }
                     *         ],
                     *         "motion": [
                     *           0,
                     *           0.04,
                     *           0.08,
                     *           0.02
                     *         ],
                     *         "samplesPerSecond": 2,
                     *         "moments": [
                     *           {
                     *             "seconds": 9,
                     *             "score": 0.08
                     *           }
                     *         ],
                     *         "unusable": {
                     *           "black": [],
                     *           "frozen": [],
                     *           "blurred": [],
                     *           "obstructed": []
                     *         },
                     *         "shaken": [],
                     *         "footageMatches": [],
                     *         "moderation": {
                     *           "verdict": "clear",
                     *           "labels": []
                     *         },
                     *         "redaction": {
                     *           "means": "moving-regions",
                     *           "doubts": [],
                     *           "uncertain": []
                     *         }
                     *       },
                     *       "redactedCopyLink": "https://derived.s3.us-east-1.amazonaws.com/clips/redacted.mp4?sig=0",
                     *       "frameLinks": [
                     *         "https://derived.s3.us-east-1.amazonaws.com/clips/frames/0.jpg?sig=0",
                     *         "https://derived.s3.us-east-1.amazonaws.com/clips/frames/1.jpg?sig=0",
                     *         "https://derived.s3.us-east-1.amazonaws.com/clips/frames/2.jpg?sig=0",
                     *         "https://derived.s3.us-east-1.amazonaws.com/clips/frames/3.jpg?sig=0"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ReviewDetail"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed, own-clip */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-in-review */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly viewFootage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "variant": "original",
                 *       "reason": "event-is-covered"
                 *     }
                 */
                readonly "application/json": components["schemas"]["FootageRequest"];
            };
        };
        readonly responses: {
            /** @description Made. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "viewId": "view_01J9Z3FBCDEFGHJKMNPQRSTVWX",
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "variant": "original",
                     *       "reason": "event-is-covered",
                     *       "viewedAt": "2026-12-18T10:00:30.000Z",
                     *       "validSeconds": 60,
                     *       "link": "https://landing.s3.us-east-1.amazonaws.com/clips/original?sig=0"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["FootageView"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed, own-clip */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-in-review, not-shown */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-claimed-by-you */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly claimReview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "openedAt": "2026-12-18T09:01:05.000Z",
                     *       "deadlineAt": "2026-12-25T09:01:05.000Z",
                     *       "referredBecause": [
                     *         "Clips declared \"staged\" are looked at by a person."
                     *       ],
                     *       "claimedUntil": "2026-12-18T10:15:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Review"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed, own-clip */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-in-review */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description claimed-by-another, already-decided */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly decideReview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "outcome": "accepted"
                 *     }
                 */
                readonly "application/json": components["schemas"]["Verdict"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "openedAt": "2026-12-18T09:01:05.000Z",
                     *       "deadlineAt": "2026-12-25T09:01:05.000Z",
                     *       "referredBecause": [
                     *         "Clips declared \"staged\" are looked at by a person."
                     *       ],
                     *       "claimedUntil": "2026-12-18T10:15:00.000Z",
                     *       "decision": {
                     *         "outcome": "accepted",
                     *         "by": "reviewer",
                     *         "decidedAt": "2026-12-18T10:02:00.000Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Review"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed, own-clip */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-in-review */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-claimed-by-you, already-decided */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getEarnings: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "balances": [
                     *         {
                     *           "amountMinor": 200,
                     *           "currency": "USD"
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Earnings"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAward: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "awardId": "award_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "reward": {
                     *         "amountMinor": 200,
                     *         "currency": "USD"
                     *       },
                     *       "awardedAt": "2026-12-18T10:02:01.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Award"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getHonorWall: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly campaignId: components["schemas"]["CampaignId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "lines": [
                     *         {
                     *           "rank": 1,
                     *           "alias": "Porch Owl",
                     *           "acceptedClips": 3
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["HonorWall"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getStanding: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly campaignId: components["schemas"]["CampaignId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "listed": true,
                     *       "alias": "Porch Owl",
                     *       "acceptedClips": 3,
                     *       "rank": 1
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Standing"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly putWallProfile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "listed": true,
                 *       "alias": "Porch Owl"
                 *     }
                 */
                readonly "application/json": components["schemas"]["WallProfile"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "listed": true,
                     *       "alias": "Porch Owl"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["WallProfile"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly withdrawClip: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "campaignId": "campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX",
                     *       "state": "withdrawn",
                     *       "category": "package-theft",
                     *       "scenario": "staged",
                     *       "cameraId": "camera_01J9Z3DBCDEFGHJKMNPQRSTVWX",
                     *       "actId": "act_01J9Z3EBCDEFGHJKMNPQRSTVWX",
                     *       "area": "US-OR",
                     *       "capturedHour": "2026-12-17T21Z",
                     *       "reward": {
                     *         "amountMinor": 200,
                     *         "currency": "USD"
                     *       },
                     *       "at": {
                     *         "granted": "2026-12-18T09:01:00.000Z",
                     *         "analyzing": "2026-12-18T09:01:02.000Z",
                     *         "in-review": "2026-12-18T09:01:05.000Z",
                     *         "withdrawn": "2026-12-19T08:00:00.000Z"
                     *       },
                     *       "reason": "withdrawn-by-contributor",
                     *       "reasonSentence": "You took the clip back. There is nothing more to do."
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Clip"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-withdrawable */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getErasure: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erasureId": "erasure_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "clipId": "clip_01J9Z3BBCDEFGHJKMNPQRSTVWX",
                     *       "state": "erased",
                     *       "intendedAt": "2026-12-19T09:00:00.000Z",
                     *       "verifyNotBefore": "2026-12-19T09:05:00.000Z",
                     *       "versionsListed": 6,
                     *       "uploadsListed": 0,
                     *       "liveAbsentAt": "2026-12-19T09:05:02.000Z",
                     *       "backupsClearBy": "2026-12-26T09:05:02.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getRetentionSchedule: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 2,
                     *       "effectiveAt": "2026-12-18T08:00:00.000Z",
                     *       "rules": [
                     *         {
                     *           "recordClass": "accepted-clip",
                     *           "disposition": "erase",
                     *           "retentionSeconds": 31536000,
                     *           "legalBasis": "Consent to model training; reviewed every year."
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["RetentionSchedule"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly putRetentionRule: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly recordClass: "accepted-clip" | "rejected-clip" | "refused-upload" | "unused-grant" | "withdrawn-clip";
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "retentionSeconds": 31536000,
                 *       "legalBasis": "Consent to model training; reviewed every year."
                 *     }
                 */
                readonly "application/json": components["schemas"]["RetentionRuleChange"];
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 2,
                     *       "effectiveAt": "2026-12-18T08:00:00.000Z",
                     *       "rules": [
                     *         {
                     *           "recordClass": "accepted-clip",
                     *           "disposition": "erase",
                     *           "retentionSeconds": 31536000,
                     *           "legalBasis": "Consent to model training; reviewed every year."
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["RetentionSchedule"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unsupported-media-type */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getConsentReceipt: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly consentId: components["schemas"]["ConsentId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "c2sp.org/tlog-proof@v1\nextra …\nindex 0\n\n…"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description receipt-not-ready */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description opening-destroyed */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getWithdrawalReceipt: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly consentId: components["schemas"]["ConsentId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "c2sp.org/tlog-proof@v1\nextra …\nindex 0\n\n…"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description receipt-not-ready */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description opening-destroyed */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAwardReceipt: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "c2sp.org/tlog-proof@v1\nextra …\nindex 0\n\n…"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description receipt-not-ready */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description opening-destroyed */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getErasureReceipt: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly clipId: components["schemas"]["ClipId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "c2sp.org/tlog-proof@v1\nextra …\nindex 0\n\n…"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description receipt-not-ready */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description opening-destroyed */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getEvidenceKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "origin": "clipledger.example/log",
                     *       "publicKeyBase64": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                     *       "verifierKey": "clipledger.example/log+00000000+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["EvidenceKey"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getCheckpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The file. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getTile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly tile: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The file. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/octet-stream": string;
                };
            };
            /** @description not-found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listQueues: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "queues": [
                     *         {
                     *           "queue": "uploads",
                     *           "waiting": 3,
                     *           "inWork": 1,
                     *           "deadLetters": 0
                     *         },
                     *         {
                     *           "queue": "analysis",
                     *           "waiting": 0,
                     *           "inWork": 0,
                     *           "deadLetters": 0
                     *         },
                     *         {
                     *           "queue": "leaves",
                     *           "waiting": 0,
                     *           "inWork": 0,
                     *           "deadLetters": 0
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["QueueList"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly redriveQueue: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly queue: components["schemas"]["QueueName"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "queue": "uploads",
                     *       "moved": 2,
                     *       "left": 0
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Redrive"];
                };
            };
            /** @description not-signed-in */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not-allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid-request */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal-error */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
