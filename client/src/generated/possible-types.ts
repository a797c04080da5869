// Made by `npm run codegen` from schema/api.graphql and the .graphql files of client/. Do not edit.
export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "ChangeOrderResult": [
      "IllegalStatusChange",
      "OrderChanged",
      "OrderNotFound"
    ],
    "DeactivateUserResult": [
      "UserDeactivated",
      "UserNotFound"
    ],
    "Failure": [
      "CustomerDeactivated",
      "EmailTaken",
      "IdempotencyKeyReused",
      "IllegalStatusChange",
      "MixedCurrencies",
      "OrderNotFound",
      "OutOfStock",
      "ProductNotFound",
      "UserNotFound"
    ],
    "PlaceOrderResult": [
      "CustomerDeactivated",
      "IdempotencyKeyReused",
      "MixedCurrencies",
      "OrderPlaced",
      "OutOfStock",
      "ProductNotFound"
    ],
    "RegisterUserResult": [
      "EmailTaken",
      "UserRegistered"
    ],
    "UpdateUserResult": [
      "EmailTaken",
      "UserNotFound",
      "UserUpdated"
    ]
  }
};
      export default result;
