BEGIN TRANSACTION;
CREATE TABLE about (
	name VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "about" VALUES('format','trucewatch/ledger/1');
CREATE TABLE contents (
	sha256 VARCHAR(64) NOT NULL, 
	content TEXT NOT NULL, 
	PRIMARY KEY (sha256)
);
INSERT INTO "contents" VALUES('5e4ab67ca36b43f76dfd1d27ae1123b9075089d8a7b371f14f33f6b02e2a1752','{"boilerplate":[],"capture":{"media_type":"text/plain","path":"r0.txt","sha256":"9db7b8cc429e32b3a6237e60df6ae78bff64169951deaeea8e627f864122db68","size":48},"id":"r0","language":null,"published":"2017-05-05","publisher":null,"received":null,"text":"Shells hit the mill of Dusthill, report r0 said.","title":null,"url":null}');
INSERT INTO "contents" VALUES('4e349e589141648b1e5357ba0e0ae74067ce6bc98414ef2907395d0fd0a9c269','[{"author_stance":"endorses","certainty":"certain","confidence":{},"date_end":null,"date_start":null,"id":"c1","initiators":[],"injured":[],"killed":[],"links":[],"method":"","mode":"actual","places":[],"polarity":"+","report":"r0","rules":{},"source":["author"],"source_chain":[],"targets":[],"trigger":{"end":6,"start":0,"text":"Shells"},"type":"shelling"},{"author_stance":"endorses","certainty":"certain","confidence":{},"date_end":null,"date_start":null,"id":"c2","initiators":[],"injured":[],"killed":[],"links":[],"method":"","mode":"actual","places":[],"polarity":"+","report":"r0","rules":{},"source":["author"],"source_chain":[],"targets":[],"trigger":{"end":6,"start":0,"text":"Shells"},"type":"shelling"}]');
INSERT INTO "contents" VALUES('b26731d697c02caff66cd070b0911098c0a773cc7a1a0f785edb6b3825e3e489','{"boilerplate":[],"capture":{"media_type":"text/plain","path":"r1.txt","sha256":"a0b9f0942939c9d0c0c8eb757a1350e5634c995ce13254150a833cdc61810869","size":48},"id":"r1","language":null,"published":"2017-05-05","publisher":null,"received":null,"text":"Shells hit the mill of Dusthill, report r1 said.","title":null,"url":null}');
INSERT INTO "contents" VALUES('ed6b20940091098bb94672e73d2aed39510d59224b115610e6ea587c576ba445','[{"author_stance":"endorses","certainty":"certain","confidence":{},"date_end":null,"date_start":null,"id":"c1","initiators":[],"injured":[],"killed":[],"links":[],"method":"","mode":"actual","places":[],"polarity":"+","report":"r1","rules":{},"source":["author"],"source_chain":[],"targets":[],"trigger":{"end":6,"start":0,"text":"Shells"},"type":"shelling"},{"author_stance":"endorses","certainty":"certain","confidence":{},"date_end":null,"date_start":null,"id":"c2","initiators":[],"injured":[],"killed":[],"links":[],"method":"","mode":"actual","places":[],"polarity":"+","report":"r1","rules":{},"source":["author"],"source_chain":[],"targets":[],"trigger":{"end":6,"start":0,"text":"Shells"},"type":"shelling"}]');
INSERT INTO "contents" VALUES('808c09db9250b880433dd53068ea7ce0c30f14a2ac065c6f58915b75e5bb3751','{"boilerplate":[],"capture":{"media_type":"text/plain","path":"r3.txt","sha256":"91f4f8589d91cf416ccf7681dbd6a30490223bfdbd95675e3759f763afa9c8e5","size":48},"id":"r3","language":null,"published":"2017-05-05","publisher":null,"received":null,"text":"Shells hit the mill of Dusthill, report r3 said.","title":null,"url":null}');
INSERT INTO "contents" VALUES('4adcd9b186da7b2daf11b744d0e383e0172b5050f9286ad1712bd47c091068b3','[{"author_stance":"endorses","certainty":"certain","confidence":{},"date_end":null,"date_start":null,"id":"c1","initiators":[],"injured":[],"killed":[],"links":[],"method":"","mode":"actual","places":[],"polarity":"+","report":"r3","rules":{},"source":["author"],"source_chain":[],"targets":[],"trigger":{"end":6,"start":0,"text":"Shells"},"type":"shelling"},{"author_stance":"endorses","certainty":"certain","confidence":{},"date_end":null,"date_start":null,"id":"c2","initiators":[],"injured":[],"killed":[],"links":[],"method":"","mode":"actual","places":[],"polarity":"+","report":"r3","rules":{},"source":["author"],"source_chain":[],"targets":[],"trigger":{"end":6,"start":0,"text":"Shells"},"type":"shelling"}]');
INSERT INTO "contents" VALUES('25fff6028969872720c703eab5c92ab4cdf71e347caed943a58b001dcc635f6d','[{"author_stance":"endorses","certainty":"certain","confidence":{},"date_end":null,"date_start":null,"id":"c1","initiators":[],"injured":[],"killed":[],"links":[],"method":"","mode":"actual","places":[],"polarity":"+","report":"r0","rules":{},"source":["author"],"source_chain":[],"targets":[],"trigger":{"end":6,"start":0,"text":"Shells"},"type":"shelling"}]');
CREATE TABLE ended (
	seq INTEGER NOT NULL, 
	what VARCHAR(16) NOT NULL, 
	subject TEXT NOT NULL, 
	recorded_at VARCHAR(27) NOT NULL, 
	known_to VARCHAR(27) NOT NULL, 
	PRIMARY KEY (seq, what, subject)
);
INSERT INTO "ended" VALUES(11,'claim','r0','2026-03-02T13:00:00.000000Z','2026-03-02T13:00:00.000000Z');
CREATE TABLE entries (
	seq INTEGER NOT NULL, 
	recorded_at VARCHAR(27) NOT NULL, 
	"by" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	body TEXT NOT NULL, 
	prev_hash VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (hash)
);
INSERT INTO "entries" VALUES(1,'2026-03-01T09:00:00.000000Z','ana','watch_opened','{"clock":"live","id":"valley","timezone":"UTC","title":"Tale of a valley"}','0000000000000000000000000000000000000000000000000000000000000000','916f2d8a4beeabf477de661fe1e5abadcf851af8d024e6024f3d9e2b422f7bc0');
INSERT INTO "entries" VALUES(2,'2026-03-01T09:00:00.000001Z','ana','setting_loaded','{"content":[{"id":"brigade","kind":"militia","name":"Mill Brigade"}],"file":"actors.yaml","known_from":null,"part":"actors","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}','916f2d8a4beeabf477de661fe1e5abadcf851af8d024e6024f3d9e2b422f7bc0','566c87003fcc47fe91940df90609e258b5c10a8810c2909fc8ede2c183970557');
INSERT INTO "entries" VALUES(3,'2026-03-01T10:00:00.000000Z','ana','report_added','{"evidence":"9db7b8cc429e32b3a6237e60df6ae78bff64169951deaeea8e627f864122db68","id":"r0","known_from":null,"report":{"bytes":324,"sha256":"5e4ab67ca36b43f76dfd1d27ae1123b9075089d8a7b371f14f33f6b02e2a1752"}}','566c87003fcc47fe91940df90609e258b5c10a8810c2909fc8ede2c183970557','35a1edb20d29c536250363dc5561160480cbbe739b61630c8a48da6e9ebf144a');
INSERT INTO "entries" VALUES(4,'2026-03-01T10:00:00.000000Z','ana','claims_extracted','{"claims":{"bytes":717,"sha256":"4e349e589141648b1e5357ba0e0ae74067ce6bc98414ef2907395d0fd0a9c269"},"extractor":"rules","known_from":null,"report":"r0","supersedes":false,"version":"1"}','35a1edb20d29c536250363dc5561160480cbbe739b61630c8a48da6e9ebf144a','022d36091a6aa8a961f5a81d136fdb91d909469f3a20f0e760ca7532cf83b426');
INSERT INTO "entries" VALUES(5,'2026-03-01T11:00:00.000000Z','ana','report_added','{"evidence":"a0b9f0942939c9d0c0c8eb757a1350e5634c995ce13254150a833cdc61810869","id":"r1","known_from":null,"report":{"bytes":324,"sha256":"b26731d697c02caff66cd070b0911098c0a773cc7a1a0f785edb6b3825e3e489"}}','022d36091a6aa8a961f5a81d136fdb91d909469f3a20f0e760ca7532cf83b426','2e65a538b54fc37873cb1e552d66aa00a7b03b03dcf7446a77a47d34648ca16b');
INSERT INTO "entries" VALUES(6,'2026-03-01T11:00:00.000000Z','ana','claims_extracted','{"claims":{"bytes":717,"sha256":"ed6b20940091098bb94672e73d2aed39510d59224b115610e6ea587c576ba445"},"extractor":"rules","known_from":null,"report":"r1","supersedes":false,"version":"1"}','2e65a538b54fc37873cb1e552d66aa00a7b03b03dcf7446a77a47d34648ca16b','b0ff590057ad508d9e0f68a98cec27336a4aeb3ef5ee58dde3670eb66e6414af');
INSERT INTO "entries" VALUES(7,'2026-03-01T12:00:00.000000Z','ana','report_added','{"evidence":"63870398ff6402c79eb4adde6e0b8dd9676f47e42c25ddc2f90f20dc29245d51","id":"r2","known_from":null,"report":{"bytes":324,"sha256":"479fbad7a12b8822b60649347a0186cce65766485ce9d45b2d5f567d518367c1"}}','b0ff590057ad508d9e0f68a98cec27336a4aeb3ef5ee58dde3670eb66e6414af','032097b9b25ffc555d92d92c821ecde7db93841c2967716bfa07e3972a487d2f');
INSERT INTO "entries" VALUES(8,'2026-03-01T12:00:00.000000Z','ana','claims_extracted','{"claims":{"bytes":717,"sha256":"a54b94619177da0055dbbf65fd85bd34a34cd5bd021395cf0bd821bc0fcba042"},"extractor":"rules","known_from":null,"report":"r2","supersedes":false,"version":"1"}','032097b9b25ffc555d92d92c821ecde7db93841c2967716bfa07e3972a487d2f','494b69f6bda7bb03028b5039e257bc6414e532285693f1eb560522a676a14a79');
INSERT INTO "entries" VALUES(9,'2026-03-01T13:00:00.000000Z','ana','report_added','{"evidence":"91f4f8589d91cf416ccf7681dbd6a30490223bfdbd95675e3759f763afa9c8e5","id":"r3","known_from":null,"report":{"bytes":324,"sha256":"808c09db9250b880433dd53068ea7ce0c30f14a2ac065c6f58915b75e5bb3751"}}','494b69f6bda7bb03028b5039e257bc6414e532285693f1eb560522a676a14a79','fc142fc5e577edcca455bb7659a237fc06785244d9cfebbd0f8c19c2819cfed1');
INSERT INTO "entries" VALUES(10,'2026-03-01T13:00:00.000000Z','ana','claims_extracted','{"claims":{"bytes":717,"sha256":"4adcd9b186da7b2daf11b744d0e383e0172b5050f9286ad1712bd47c091068b3"},"extractor":"rules","known_from":null,"report":"r3","supersedes":false,"version":"1"}','fc142fc5e577edcca455bb7659a237fc06785244d9cfebbd0f8c19c2819cfed1','8e2df6763ae6d1b590029330db96eaa56b34bd090b18b8ae4978114e31a8ef75');
INSERT INTO "entries" VALUES(11,'2026-03-02T13:00:00.000000Z','ana','claims_extracted','{"claims":{"bytes":359,"sha256":"25fff6028969872720c703eab5c92ab4cdf71e347caed943a58b001dcc635f6d"},"extractor":"rules","known_from":null,"report":"r0","supersedes":true,"version":"2"}','8e2df6763ae6d1b590029330db96eaa56b34bd090b18b8ae4978114e31a8ef75','f6b3031b9fe09f36168b7835725119a0cb52a3d59b527928416aef043c149070');
INSERT INTO "entries" VALUES(12,'2026-03-02T13:00:00.000001Z','ben','copies_found','{"copies":[{"a":"r0","b":"r1","kind":"partial","reason":"half","shared":0.5}],"known_from":null,"method":""}','f6b3031b9fe09f36168b7835725119a0cb52a3d59b527928416aef043c149070','65f1e2f19e2b3ee588dc58e6869ce2382cb8a96693ad07723234844044b7f725');
INSERT INTO "entries" VALUES(13,'2026-03-02T13:00:00.000002Z','ben','extraction_skipped','{"known_from":null,"language":"ka","reason":"no extractor reads it","report":"r3"}','65f1e2f19e2b3ee588dc58e6869ce2382cb8a96693ad07723234844044b7f725','ccb3cc2c72f0057057a423c4166c1e9e2ab7120b6d919a8e429bed00fc065c61');
INSERT INTO "entries" VALUES(14,'2026-03-02T13:00:00.000003Z','ana','issue_published','{"as_of":"2026-03-01T09:00:00Z","corpus_hash":"0000000000000000000000000000000000000000000000000000000000000000","format":"html","head_hash":"ccb3cc2c72f0057057a423c4166c1e9e2ab7120b6d919a8e429bed00fc065c61","head_seq":13,"known_on":"2026-03-02T13:00:00Z","number":1,"previous":null,"sha256":"1111111111111111111111111111111111111111111111111111111111111111","snapshot":{}}','ccb3cc2c72f0057057a423c4166c1e9e2ab7120b6d919a8e429bed00fc065c61','6076ce8d10db97cb97b4e1c550aa78790161452f212104b1a322ab6c4ccb5fd6');
INSERT INTO "entries" VALUES(15,'2026-03-03T13:00:00.000000Z','dana','takedown','{"contents":["479fbad7a12b8822b60649347a0186cce65766485ce9d45b2d5f567d518367c1","a54b94619177da0055dbbf65fd85bd34a34cd5bd021395cf0bd821bc0fcba042"],"evidence":"63870398ff6402c79eb4adde6e0b8dd9676f47e42c25ddc2f90f20dc29245d51","reason":"asked by the person named","report":"r2"}','6076ce8d10db97cb97b4e1c550aa78790161452f212104b1a322ab6c4ccb5fd6','c7f76d371683e16bc3c166c0543fe2f26b5748a9ba406f179079614a4646e358');
CREATE TABLE head (
	one INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (one)
);
INSERT INTO "head" VALUES(1,15,'c7f76d371683e16bc3c166c0543fe2f26b5748a9ba406f179079614a4646e358');
CREATE TABLE known (
	seq INTEGER NOT NULL, 
	item INTEGER NOT NULL, 
	what VARCHAR(16) NOT NULL, 
	id TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	report TEXT, 
	other TEXT, 
	recorded_at VARCHAR(27) NOT NULL, 
	known_from VARCHAR(27) NOT NULL, 
	PRIMARY KEY (seq, item)
);
INSERT INTO "known" VALUES(1,0,'watch','valley','valley',NULL,NULL,'2026-03-01T09:00:00.000000Z','2026-03-01T09:00:00.000000Z');
INSERT INTO "known" VALUES(2,0,'setting','actors','actors',NULL,NULL,'2026-03-01T09:00:00.000001Z','2026-03-01T09:00:00.000001Z');
INSERT INTO "known" VALUES(3,0,'report','r0','r0','r0',NULL,'2026-03-01T10:00:00.000000Z','2026-03-01T10:00:00.000000Z');
INSERT INTO "known" VALUES(4,0,'claim','r0/c1','r0','r0',NULL,'2026-03-01T10:00:00.000000Z','2026-03-01T10:00:00.000000Z');
INSERT INTO "known" VALUES(4,1,'claim','r0/c2','r0','r0',NULL,'2026-03-01T10:00:00.000000Z','2026-03-01T10:00:00.000000Z');
INSERT INTO "known" VALUES(5,0,'report','r1','r1','r1',NULL,'2026-03-01T11:00:00.000000Z','2026-03-01T11:00:00.000000Z');
INSERT INTO "known" VALUES(6,0,'claim','r1/c1','r1','r1',NULL,'2026-03-01T11:00:00.000000Z','2026-03-01T11:00:00.000000Z');
INSERT INTO "known" VALUES(6,1,'claim','r1/c2','r1','r1',NULL,'2026-03-01T11:00:00.000000Z','2026-03-01T11:00:00.000000Z');
INSERT INTO "known" VALUES(9,0,'report','r3','r3','r3',NULL,'2026-03-01T13:00:00.000000Z','2026-03-01T13:00:00.000000Z');
INSERT INTO "known" VALUES(10,0,'claim','r3/c1','r3','r3',NULL,'2026-03-01T13:00:00.000000Z','2026-03-01T13:00:00.000000Z');
INSERT INTO "known" VALUES(10,1,'claim','r3/c2','r3','r3',NULL,'2026-03-01T13:00:00.000000Z','2026-03-01T13:00:00.000000Z');
INSERT INTO "known" VALUES(11,0,'claim','r0/c1','r0','r0',NULL,'2026-03-02T13:00:00.000000Z','2026-03-02T13:00:00.000000Z');
INSERT INTO "known" VALUES(12,0,'copy','["r0","r1"]','["r0","r1"]','r0','r1','2026-03-02T13:00:00.000001Z','2026-03-01T11:00:00.000000Z');
INSERT INTO "known" VALUES(13,0,'skipped','r3','r3','r3',NULL,'2026-03-02T13:00:00.000002Z','2026-03-02T13:00:00.000002Z');
INSERT INTO "known" VALUES(14,0,'issue','1','1',NULL,NULL,'2026-03-02T13:00:00.000003Z','2026-03-02T13:00:00.000003Z');
INSERT INTO "known" VALUES(15,0,'takedown','r2','r2',NULL,NULL,'2026-03-03T13:00:00.000000Z','2026-03-03T13:00:00.000000Z');
CREATE INDEX entries_kind ON entries (kind, seq);
CREATE INDEX known_report ON known (report);
CREATE INDEX known_other ON known (other);
CREATE INDEX known_subject ON known (what, subject, seq);
CREATE TRIGGER entries_in_order BEFORE INSERT ON entries
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
        BEGIN SELECT RAISE(ABORT, 'entries only follow one another'); END;
CREATE TRIGGER entries_unchanged BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_kept BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;
CREATE TRIGGER contents_unchanged BEFORE UPDATE ON contents
        BEGIN SELECT RAISE(ABORT, 'content is never changed'); END;
CREATE TRIGGER contents_kept BEFORE DELETE ON contents
        WHEN NOT EXISTS (SELECT 1 FROM entries, json_each(entries.body, '$.contents') AS gone
                         WHERE entries.kind = 'takedown' AND gone.value = OLD.sha256)
        BEGIN SELECT RAISE(ABORT, 'content only goes with a takedown'); END;
COMMIT;
