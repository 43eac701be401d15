//! Attacks on delegation: groups, moves, grants, lists, and the door.

use crate::support::{PASSWORD, Portal};
use reqwest::{Response, StatusCode};

const GROUPS: &str = "path,description\nacme/Board,\nacme/Sales,\nacme/Sales/North,\nacme/Operations,\n";
const USERS: &str = "email,group,administers\n\
    carla@acme.example,acme/Board,acme\n\
    anna@acme.example,acme/Sales,acme/Sales\n\
    bo@acme.example,acme/Sales/North,\n\
    eva@acme.example,acme/Operations,acme/Operations\n\
    olle@acme.example,acme/Operations,\n";

/// Carla administers everything, Anna Sales, Eva Operations.
struct Acme {
    portal: Portal,
    holder: String,
    anna: String,
    eva: String,
}

impl Acme {
    async fn start() -> Acme {
        let portal = Portal::start().await;
        for slug in ["acme", "other"] {
            portal.account(slug).await;
        }
        portal.import("acme", GROUPS, USERS).await;
        for name in ["anna", "bo", "eva", "carla"] {
            portal.give_password(&format!("{name}@acme.example")).await;
        }
        let (holder, anna) = (portal.sign_in("holder@acme.example").await, portal.sign_in("anna@acme.example").await);
        let eva = portal.sign_in("eva@acme.example").await;
        Acme { portal, holder, anna, eva }
    }

    async fn group(&self, name: &str) -> String {
        self.id("select id::text from groups where name = $1", name).await
    }

    async fn user(&self, name: &str) -> String {
        self.id("select id::text from users where handle = $1", &format!("{name}@acme.example")).await
    }

    /// The grant that this person holds.
    async fn grant(&self, name: &str) -> String {
        let sql = "select g.id::text from grants g join users u on u.id = g.user_id where u.handle = $1";
        self.id(sql, &format!("{name}@acme.example")).await
    }

    async fn id(&self, sql: &'static str, name: &str) -> String {
        sqlx::query_scalar(sql).bind(name).fetch_one(self.portal.owner()).await.unwrap()
    }

    async fn call(&self, cookie: &str, function: &str, fields: &[(&str, &str)]) -> Response {
        let fields = [&[("account", "acme")], fields].concat();
        self.portal.call(function, &fields).header("cookie", cookie).send().await.unwrap()
    }

    async fn done(&self, cookie: &str, function: &str, fields: &[(&str, &str)]) {
        let answer = self.call(cookie, function, fields).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, StatusCode::OK, "{function}: {text}");
    }

    /// What a page or function is answered with.
    async fn get(&self, cookie: &str, path: &str) -> (StatusCode, String) {
        let answer = self.portal.get(path).header("cookie", cookie).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn sees(&self, cookie: &str, path: &str) -> bool {
        self.get(cookie, path).await.0 == StatusCode::OK
    }
}

fn is_refused(status: StatusCode) -> bool {
    [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN, StatusCode::UNPROCESSABLE_ENTITY].contains(&status)
}

#[tokio::test]
async fn reparenting_a_privileged_group_below_ones_own() {
    let acme = Acme::start().await;
    let (board, sales, carla) = (acme.group("Board").await, acme.group("Sales").await, acme.user("carla").await);
    for (function, fields) in [
        ("/api/group/move", [("group", board.as_str()), ("to", sales.as_str())]),
        ("/api/user/move", [("user", carla.as_str()), ("to", sales.as_str())]),
    ] {
        assert_eq!(acme.call(&acme.anna, function, &fields).await.status(), StatusCode::NOT_FOUND, "{function}");
    }
    assert!(!acme.sees(&acme.anna, &format!("/a/acme/groups/{board}")).await);
    // Also when the holder puts the privileged person below: whoever administers the place does not become them.
    acme.done(&acme.holder, "/api/user/move", &[("user", &carla), ("to", &sales)]).await;
    for function in ["/api/user/suspend", "/api/viewing/begin"] {
        let answer = acme.call(&acme.anna, function, &[("user", &carla)]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{function}");
    }
    let fields = [("user", carla.as_str()), ("who", "bo@acme.example"), ("level", "administrator")];
    assert_eq!(acme.call(&acme.anna, "/api/access/give_user", &fields).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn joining_an_administrators_group_with_manage_users() {
    let acme = Acme::start().await;
    let (anna, board) = (acme.user("anna").await, acme.group("Board").await);
    // Who manages users does not put themselves among the administrators …
    let answer = acme.call(&acme.anna, "/api/user/move", &[("user", &anna), ("to", &board)]).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "she does not see the group");
    // … and whoever is there has no more for it: a group says where somebody is, not what they may.
    acme.done(&acme.holder, "/api/user/move", &[("user", &anna), ("to", &board)]).await;
    let carla = acme.user("carla").await;
    assert!(!acme.sees(&acme.anna, &format!("/a/acme/users/{carla}")).await);
    assert!(!acme.sees(&acme.anna, &format!("/a/acme/groups/{board}")).await);
    assert!(!acme.sees(&acme.anna, "/a/acme/history").await);
}

#[tokio::test]
async fn a_members_list_that_leaks_denied_fields() {
    let acme = Acme::start().await;
    let north = acme.group("North").await;
    let fields = [("group", north.as_str()), ("who", "bo@acme.example"), ("level", "viewer")];
    acme.done(&acme.anna, "/api/access/give_group", &fields).await;
    let bo = acme.portal.sign_in("bo@acme.example").await;
    for (who, cookie, seen) in [("Anna", &acme.anna, "bo@acme.example"), ("Bo, a viewer", &bo, "bo@acme.example")] {
        for path in [
            "/api/user/tree?account=acme",
            "/api/user/tree?account=acme&view[q]=acme.example",
            "/api/access/suggest?account=acme&who=acme",
            "/a/acme/users?q=acme.example",
            &format!("/api/access/group?account=acme&group={north}"),
            &format!("/api/user/view?account=acme&user={}", acme.user("bo").await),
        ] {
            let (status, text) = acme.get(cookie, path).await;
            assert_eq!(status, StatusCode::OK, "{path} for {who}");
            for hidden in ["olle@", "eva@", "Operations", "password_hash", "argon2", "login_id", "session"] {
                let told = text.contains(hidden) && !(path.starts_with("/a/") && hidden == "session");
                assert!(!told, "{path} tells {who} of {hidden}: {text}");
            }
            if path.contains("view[q]") {
                assert!(text.contains(seen), "{path} for {who}: {text}");
            }
        }
    }
    // What only administrators read: history and export.
    for path in [format!("/a/acme/groups/{north}/history"), format!("/a/acme/history/export.csv?group={north}")] {
        assert_eq!(acme.get(&bo, &path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn trusting_the_organization_in_a_header_over_the_targets_own() {
    let acme = Acme::start().await;
    let other = acme.portal.sign_in("holder@other.example").await;
    let (north, sales) = (acme.group("North").await, acme.group("Sales").await);
    for header in ["x-account", "x-account-id", "x-organization-id", "x-tenant", "x-original-url", "x-forwarded-host"] {
        for account in ["acme", "other"] {
            let fields = [("account", account), ("group", &north), ("to", &sales)];
            let request = acme.portal.call("/api/group/move", &fields).header("cookie", &other);
            let answer = request.header(header, "acme").send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{header} with {account}");
            let page = acme.portal.get(&format!("/a/other/groups/{north}")).header("cookie", &other);
            assert_eq!(page.header(header, "acme").send().await.unwrap().status(), StatusCode::NOT_FOUND, "{header}");
        }
    }
}

#[tokio::test]
async fn a_suspended_user_still_effective_through_a_parent() {
    let acme = Acme::start().await;
    let (north, anna) = (acme.group("North").await, acme.user("anna").await);
    // What Anna gave below is hers; she is suspended.
    let fields = [("group", north.as_str()), ("who", "bo@acme.example"), ("level", "administrator")];
    acme.done(&acme.anna, "/api/access/give_group", &fields).await;
    let bo = acme.portal.sign_in("bo@acme.example").await;
    assert!(acme.sees(&bo, &format!("/a/acme/groups/{north}")).await);
    acme.done(&acme.holder, "/api/user/suspend", &[("user", &anna)]).await;
    for path in ["/a/acme/users".to_owned(), format!("/a/acme/groups/{north}"), "/a/acme/profile".to_owned()] {
        assert!(!acme.sees(&acme.anna, &path).await, "{path}");
    }
    assert!(!acme.sees(&bo, &format!("/a/acme/groups/{north}")).await, "nor through whom she gave it to");
    // Nor by a group that is moved below hers while she sleeps.
    let (operations, sales) = (acme.group("Operations").await, acme.group("Sales").await);
    acme.done(&acme.holder, "/api/group/move", &[("group", &operations), ("to", &sales)]).await;
    assert!(!acme.sees(&acme.anna, &format!("/a/acme/groups/{operations}")).await);
}

#[tokio::test]
async fn a_limiter_bypassed_by_path_case_or_racing() {
    let acme = Acme::start().await;
    let burst = usize::try_from(acme.portal.portico.policy.login_and_network.burst).unwrap();
    // An address written otherwise is no other address, and a path written otherwise no path.
    let wrong = [("email", "carla@acme.example"), ("password", "not the password"), ("next", "/")];
    for path in ["/API/session/sign_in", "/api/Session/Sign_In", "/api/session/sign_in/", "/api//session/sign_in"] {
        let status = acme.portal.call(path, &wrong).send().await.unwrap().status();
        assert!([StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&status), "{path}: {status}");
    }
    let spellings = ["carla@acme.example", "Carla@acme.example", "CARLA@ACME.EXAMPLE", " carla@acme.example "];
    let tries: Vec<_> = (0..6 * burst)
        .map(|number| {
            let fields =
                [("email", spellings[number % spellings.len()]), ("password", "not the password"), ("next", "/")];
            tokio::spawn(acme.portal.call("/api/session/sign_in", &fields).send())
        })
        .collect();
    let mut let_through = 0;
    for answer in tries {
        match answer.await.unwrap().unwrap().status() {
            StatusCode::UNPROCESSABLE_ENTITY => let_through += 1,
            status => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS),
        }
    }
    assert_eq!(let_through, burst, "of {} at the same moment", 6 * burst);
    let right = [("email", "carla@acme.example"), ("password", PASSWORD), ("next", "/")];
    let answer = acme.portal.call("/api/session/sign_in", &right).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "the right one does not get through either");
}

#[tokio::test]
async fn undoing_an_old_move_after_the_branch_was_taken_away() {
    let acme = Acme::start().await;
    let (north, sales, operations) =
        (acme.group("North").await, acme.group("Sales").await, acme.group("Operations").await);
    // Eva may move between Operations and Sales while she administers both.
    let fields = [("group", sales.as_str()), ("who", "eva@acme.example"), ("level", "administrator")];
    acme.done(&acme.holder, "/api/access/give_group", &fields).await;
    acme.done(&acme.eva, "/api/group/move", &[("group", &north), ("to", &operations)]).await;
    let undo = acme.id("select id::text from moves where group_id = $1::uuid", &north).await;
    let grant = acme
        .id("select id::text from grants where group_id = $1::uuid and user_id = (select id from users where handle like 'eva%')", &sales)
        .await;
    acme.done(&acme.holder, "/api/access/revoke", &[("grant", &grant)]).await;
    let answer = acme.call(&acme.eva, "/api/relocation/undo", &[("relocation", &undo)]).await;
    assert!(is_refused(answer.status()), "{}", answer.status());
    // And after the branch itself was taken away from her.
    acme.done(&acme.holder, "/api/group/move", &[("group", &north), ("to", &acme.group("Board").await)]).await;
    let answer = acme.call(&acme.eva, "/api/relocation/undo", &[("relocation", &undo)]).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let home = acme.id("select p.name from groups g join groups p on p.id = g.parent_id where g.id = $1::uuid", &north);
    assert_eq!(home.await, "Board");
}

#[tokio::test]
async fn an_import_line_that_names_a_hidden_user() {
    let acme = Acme::start().await;
    // A line that names somebody of another account makes somebody new here, who is nobody there.
    let users = "email,group,administers\nholder@other.example,acme/Sales,acme/Sales\n";
    let before = acme.id("select string_agg(l::text, ' ' order by id) from logins l where $1 <> ''", "x").await;
    acme.portal.import("acme", GROUPS, users).await;
    let after = acme.id("select string_agg(l::text, ' ' order by id) from logins l where $1 <> ''", "x").await;
    assert_eq!(after, before, "nobody's login is touched");
    let theirs = acme.portal.sign_in("holder@other.example").await;
    assert_eq!(acme.get(&theirs, "/a/acme/users").await.0, StatusCode::NOT_FOUND, "nor given a way in");
    // Nothing is imported over HTTP: whoever is signed in cannot name anybody by a line at all.
    for path in ["/api/import", "/api/user/import", "/api/account/import"] {
        let answer =
            acme.call(&acme.holder, path, &[("users", "email,group,administers\nx@acme.example,acme,\n")]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_grant_that_outlives_the_grant_it_rests_on() {
    let acme = Acme::start().await;
    let (north, sales) = (acme.group("North").await, acme.group("Sales").await);
    // Anna lets Bo administer North, Bo lets nobody else: with hers, his goes.
    let fields = [("group", north.as_str()), ("who", "bo@acme.example"), ("level", "administrator")];
    acme.done(&acme.anna, "/api/access/give_group", &fields).await;
    let bo = acme.portal.sign_in("bo@acme.example").await;
    let page = format!("/a/acme/groups/{north}");
    assert!(acme.sees(&bo, &page).await);
    acme.done(&acme.holder, "/api/access/revoke", &[("grant", &acme.grant("anna").await)]).await;
    assert!(!acme.sees(&acme.anna, &page).await);
    assert!(!acme.sees(&bo, &page).await);
    // Nor does it end later than what it rests on.
    let fields =
        [("group", sales.as_str()), ("who", "anna@acme.example"), ("level", "administrator"), ("until", "2999-12-30")];
    acme.done(&acme.holder, "/api/access/give_group", &fields).await;
    for until in ["", "2999-12-31"] {
        let fields = [("group", north.as_str()), ("who", "bo@acme.example"), ("level", "viewer"), ("until", until)];
        let answer = acme.call(&acme.anna, "/api/access/give_group", &fields).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "until “{until}”");
    }
}
