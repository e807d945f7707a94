//! Login with Amazon: grants and refusals.

use orderdeck::simulator::Fault;
use serde_json::json;

use crate::world::{Answer, EU, NA, World};

#[tokio::test]
async fn a_refresh_token_buys_an_access_token() {
    let world = World::new().await;
    let seller = &world.sim.sellers()[EU];
    let answer = world.log_in(seller).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["token_type"], "bearer");
    assert_eq!(answer.body["expires_in"], 3600);
    assert_eq!(answer.body["refresh_token"], seller.refresh_token.as_str());
    assert!(
        answer.body["access_token"]
            .as_str()
            .unwrap()
            .starts_with("Atza|")
    );
    let body = json!({"grant_type": "refresh_token", "refresh_token": seller.refresh_token,
        "client_id": seller.client_id, "client_secret": seller.client_secret});
    let request = world
        .http
        .post(world.sim.lwa_url())
        .header("content-type", "application/json");
    let answer = Answer::read(request.body(body.to_string()).send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// Fields, status, error code.
type Case<'a> = (&'a [(&'a str, &'a str)], u16, &'a str);

#[tokio::test]
async fn refusals_have_their_codes() {
    let world = World::new().await;
    let (own, other) = (
        world.sim.sellers()[EU].clone(),
        world.sim.sellers()[NA].clone(),
    );
    let (id, secret) = (
        ("client_id", own.client_id.as_str()),
        ("client_secret", own.client_secret.as_str()),
    );
    let refresh = ("refresh_token", own.refresh_token.as_str());
    let (by_refresh, by_client) = (
        ("grant_type", "refresh_token"),
        ("grant_type", "client_credentials"),
    );
    let notifications = ("scope", "sellingpartnerapi::notifications");
    let table: &[Case] = &[
        (&[], 400, "invalid_request"),
        (&[by_refresh, id, secret], 400, "invalid_request"),
        (&[by_refresh, refresh, secret], 400, "invalid_request"),
        (&[by_refresh, refresh, id], 400, "invalid_request"),
        (
            &[("grant_type", "password"), id, secret],
            400,
            "unsupported_grant_type",
        ),
        (
            &[by_refresh, refresh, id, ("client_secret", "wrong")],
            401,
            "invalid_client",
        ),
        (
            &[by_refresh, refresh, ("client_id", "wrong"), secret],
            401,
            "invalid_client",
        ),
        (
            &[by_refresh, ("refresh_token", "Atzr|wrong"), id, secret],
            400,
            "invalid_grant",
        ),
        (
            &[
                by_refresh,
                ("refresh_token", &other.refresh_token),
                id,
                secret,
            ],
            400,
            "invalid_grant",
        ),
        (
            &[by_refresh, refresh, id, secret, notifications],
            400,
            "invalid_request",
        ),
        (&[by_client, id, secret], 400, "invalid_request"),
        (
            &[by_client, id, secret, ("scope", "everything")],
            400,
            "invalid_scope",
        ),
        (&[by_client, id, secret, notifications], 200, ""),
        (&[by_refresh, refresh, id, secret], 200, ""),
    ];
    for (fields, status, error) in table {
        let answer = world.post_form(fields).await;
        let code = answer.body["error"].as_str().unwrap_or_default();
        assert_eq!(
            (answer.status, code),
            (*status, *error),
            "{fields:?}: {}",
            answer.text
        );
        if *status != 200 {
            assert!(
                answer.body["error_description"].is_string()
                    && answer.body["request_id"].is_string()
            );
        }
    }
}

#[tokio::test]
async fn an_application_token_reads_no_orders() {
    let mut world = World::new().await;
    let own = world.sim.sellers()[EU].clone();
    let fields = [
        ("grant_type", "client_credentials"),
        ("scope", "sellingpartnerapi::notifications"),
        ("client_id", own.client_id.as_str()),
        ("client_secret", own.client_secret.as_str()),
    ];
    let token = world.post_form(&fields).await.body["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    world.tokens[EU] = token;
    let answer = world.get(EU, "/sellers/v1/account").await;
    assert_eq!((answer.status, answer.code()), (403, "Unauthorized"));
}

#[tokio::test]
async fn a_seller_can_take_the_authorisation_back() {
    let world = World::new().await;
    assert!(world.sim.shop().revoke("Nordlicht Handel"));
    assert_eq!(world.get(EU, "/sellers/v1/account").await.status, 403);
    let answer = world.log_in(&world.sim.sellers()[EU]).await;
    assert_eq!(answer.body["error"], "invalid_grant");
    assert_eq!(world.get(NA, "/sellers/v1/account").await.status, 200);
}

#[tokio::test]
async fn login_trouble_can_be_scripted() {
    let world = World::new().await;
    world
        .sim
        .shop()
        .script_fault("token", 1, Fault::Unavailable);
    let seller = &world.sim.sellers()[EU];
    let answer = world.log_in(seller).await;
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (503, &json!("temporarily_unavailable"))
    );
    assert_eq!(world.log_in(seller).await.status, 200);
}
